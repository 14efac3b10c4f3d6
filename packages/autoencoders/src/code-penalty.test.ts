import { ArgumentError, ForwardPass, type ImageBatch, Rng, randomUniform, sgd } from '@ae-lab/core';
import { BACKENDS, expectGradient } from '@ae-lab/testing';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import objectives from '../test-data/objectives.json';
import { Autoencoder, type AutoencoderOptions } from './autoencoder';
import { type CodePenalty, codePenalty } from './code-penalty';

const unused = (): tf.Tensor2D => {
  throw new Error('not needed');
};
const noImages = () => tf.zeros([1, 1, 1, 1]) as tf.Tensor4D;

describe.each(BACKENDS)('code penalties on %s', (_, start) => {
  beforeAll(async () => {
    await start();
  });

  it('l1 sums the absolute values within each code', () => {
    const value = tf.tidy(() => {
      const codes = tf.tensor2d([
        [1, -2, 0],
        [0.5, 0, 0.5],
      ]);
      return codePenalty({ kind: 'l1', weight: 1 }, codes, noImages(), unused, new Rng(0)).dataSync()[0];
    });
    expect(value).toBeCloseTo(2, 6);
  });

  it("kl is PyTorch's between the target and the mean activations", () => {
    const { activations, target, value } = objectives.sparsity;
    const penalty = { kind: 'kl', weight: 1, target } as const;
    const actual = tf.tidy(
      () => codePenalty(penalty, tf.tensor2d(activations), noImages(), unused, new Rng(0)).dataSync()[0],
    );
    expect(actual).toBeCloseTo(value, 5);
  });

  it('kl stays finite where nothing is active', () => {
    const penalty = { kind: 'kl', weight: 1, target: 0.1 } as const;
    const value = tf.tidy(() =>
      codePenalty(penalty, tf.zeros([3, 2]) as tf.Tensor2D, noImages(), unused, new Rng(0)).dataSync(),
    );
    expect(value[0]).toBeGreaterThan(1);
    expect(value[0]).toBeLessThan(10);
  });

  it.each(['linear', 'sigmoid'] as const)(
    'contractive is the squared norm of a %s encoder`s Jacobian',
    (activation) => {
      const before = tf.memory().numTensors;
      const model = tiny({ codeActivation: activation, architecture: { kind: 'dense', widths: [] } });
      const images = tf.tidy(() => randomUniform([4, 3, 3, 1], new Rng(2)) as tf.Tensor4D);
      const encode = (x: tf.Tensor4D) => model.encoder.apply(x) as tf.Tensor2D;
      const penalty = { kind: 'contractive', weight: 1 } as const;
      const draws = 1000;
      let total = 0;
      for (let i = 0; i < draws; i++) {
        total += tf.tidy(() => codePenalty(penalty, encode(images), images, encode, new Rng(i)).dataSync()[0]);
      }
      // The Jacobian of f(W x + b) is diag(f') W.
      const kernel = model.encoder.getWeights()[0].arraySync() as number[][];
      const norms = [0, 1, 2].map((j) => kernel.reduce((sum, row) => sum + row[j] ** 2, 0));
      const codes = tf.tidy(() => encode(images).arraySync());
      const slope = (y: number) => (activation === 'linear' ? 1 : y * (1 - y));
      const perImage = codes.map((code) => code.reduce((sum, y, j) => sum + slope(y) ** 2 * norms[j], 0));
      const exact = perImage.reduce((sum, norm) => sum + norm) / perImage.length;
      expect(total / draws / exact).toBeCloseTo(1, 1);
      images.dispose();
      model.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});

function tiny(options: Partial<AutoencoderOptions> = {}): Autoencoder {
  const architecture = { kind: 'dense', widths: [4], activation: 'tanh' } as const;
  return new Autoencoder({ imageShape: [3, 3, 1], latentDim: 3, seed: 1, architecture, ...options });
}

describe('an Autoencoder with a penalty', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each<CodePenalty>([
    { kind: 'l1', weight: 0.5 },
    { kind: 'kl', weight: 0.5, target: 0.2 },
    { kind: 'contractive', weight: 0.5 },
    { kind: 'mmd', weight: 0.5 },
    { kind: 'mmd', weight: 0.5, kernel: 'gaussian' },
  ])('has the gradient of $kind, and records the parts of its loss', (penalty) => {
    const model = tiny({ codeActivation: 'sigmoid', penalty });
    const batch: ImageBatch = {
      images: randomUniform([5, 3, 3, 1], new Rng(2)) as tf.Tensor4D,
      indices: new Int32Array(5),
    };
    const step = model.step(sgd());
    expectGradient(step, batch, () => new ForwardPass(new Rng(3)), 5e-3);
    const terms = step.objectives[0].loss(batch, new ForwardPass(new Rng(3)));
    expect(Object.keys(terms)).toEqual(['loss', 'reconstruction', 'penalty']);
    const [loss, reconstruction, value] = Object.values(terms).map((term) => term.dataSync()[0]);
    expect(value).not.toBe(0);
    expect(loss).toBeCloseTo(reconstruction + 0.5 * value, 5);
  });

  it.each<[string, Partial<AutoencoderOptions>, string]>([
    ['an unknown kind', { penalty: { kind: 'l0' as 'l1', weight: 1 } }, 'penalty.kind: expected one of l1, kl'],
    [
      'a negative weight',
      { penalty: { kind: 'l1', weight: -1 } },
      'penalty.weight: expected a finite number of at least 0',
    ],
    [
      'a target of 0',
      { penalty: { kind: 'kl', weight: 1, target: 0 } },
      'penalty.target: expected a finite number above 0',
    ],
    ['a target of 1', { penalty: { kind: 'kl', weight: 1, target: 1 } }, 'penalty.target'],
    [
      'options of another kind',
      { penalty: { kind: 'l1', weight: 1, target: 0.2, kernel: 'nonsense' } as CodePenalty },
      'penalty: expected no other options than kind, weight for the kind \'l1\', got "target".',
    ],
    [
      'sparsity without a sigmoid',
      { penalty: { kind: 'kl', weight: 1, target: 0.1 } },
      "codeActivation: expected 'sigmoid' for a penalty of kind 'kl', got \"linear\".",
    ],
    [
      'contraction with dropout',
      { penalty: { kind: 'contractive', weight: 1 }, architecture: { kind: 'dense', dropout: 0.1 } },
      'architecture.dropout: expected 0',
    ],
    ['an unknown kernel', { penalty: { kind: 'mmd', weight: 1, kernel: 'rbf' as 'gaussian' } }, 'penalty.kernel'],
  ])('refuses %s, and leaves no tensor behind', (_, options, message) => {
    const before = tf.memory().numTensors;
    expect(() => tiny(options)).toThrow(ArgumentError);
    expect(() => tiny(options)).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    layers.dropout({ rate: 0.1 }),
    layers.gaussianNoise({ stddev: 0.1 }),
    layers.gaussianDropout({ rate: 0.1 }),
    layers.alphaDropout({ rate: 0.1 }),
  ])('refuses contraction with $name in a network within your own', (random) => {
    const inner = sequential({ layers: [layers.flatten({ inputShape: [3, 3, 1] }), random] });
    const encoder = sequential({ layers: [inner, layers.dense({ units: 3 })] });
    const decoder = sequential({
      layers: [layers.dense({ units: 9, inputShape: [3] }), layers.reshape({ targetShape: [3, 3, 1] })],
    });
    const penalty = { kind: 'contractive', weight: 1 } as const;
    expect(() => new Autoencoder({ encoder, decoder, penalty })).toThrow(
      `encoder: expected no layer with dropout or noise for a penalty of kind 'contractive', got "${random.getClassName()}".`,
    );
    expect(new Autoencoder({ encoder, decoder }).latentDim).toBe(3);
  });
});
