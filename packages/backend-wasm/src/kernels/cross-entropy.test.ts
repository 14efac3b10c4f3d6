import '@tensorflow/tfjs-backend-cpu';
import { sigmoidCrossEntropy, softmaxCrossEntropy } from '@ae-lab/core';
import { runFused } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../../test/expect-close';
import { useCheckedThreads } from '../../test/on-threads';
import { TestRandom } from '../../test/random';

beforeAll(useCheckedThreads);

/** Returns logits of all magnitudes; every fifth trial has NaN or an infinity among them. */
function randomLogits(random: TestRandom, size: number, trial: number): Float32Array {
  const spread = random.choice([1, 1, 10, 1000]);
  return (trial % 5 === 0 ? random.valuesWithOutlier(size) : random.values(size)).map((value) => spread * value);
}

describe('AeLabSoftmaxCrossEntropy', () => {
  const run = (labels: tf.Tensor, logits: tf.Tensor) => runFused('AeLabSoftmaxCrossEntropy', { labels, logits }, {})!;

  it('and its gradient agree with float64 loops', () => {
    const random = new TestRandom(90);
    for (let trial = 0; trial < 1000; trial++) {
      const [rows, classes] = [random.integer(1, random.choice([5, 70])), random.integer(1, random.choice([12, 70]))];
      const logits = randomLogits(random, rows * classes, trial);
      const labels = Int32Array.from({ length: rows }, () => random.integer(0, classes - 1));
      const scale = 3 * random.next();
      const probabilities = new Float64Array(logits.length);
      let value = 0;
      labels.forEach((label, row) => {
        const z = logits.subarray(row * classes, (row + 1) * classes);
        const largest = Math.max(...z);
        const sum = z.reduce((total, each) => total + Math.exp(each - largest), 0);
        value += (Math.log(sum) + largest - z[label]!) / rows;
        z.forEach((each, i) => {
          probabilities[row * classes + i] = Math.exp(each - largest) / sum;
        });
      });
      const gradient = probabilities.map(
        (p, i) => (scale / rows) * (p - (i % classes === labels[Math.floor(i / classes)] ? 1 : 0)),
      );
      const context = `[${rows}, ${classes}], trial ${trial}`;
      tf.tidy(() => {
        const classOf = tf.tensor1d(labels, 'int32');
        const [actual, softmax] = run(classOf, tf.tensor2d(logits, [rows, classes]));
        expect([actual!.shape, softmax!.shape]).toEqual([[], [rows, classes]]);
        expectClose(actual!.dataSync(), [value], `value ${context}`, 1e-5, 0.1);
        expectClose(softmax!.dataSync(), probabilities, `softmax ${context}`, 2e-6, 1e-30);
        const inputs = { dy: tf.scalar(scale), labels: classOf, probabilities: softmax! };
        const [slope] = runFused('AeLabSoftmaxCrossEntropyGradient', inputs, {})!;
        expectClose(slope!.dataSync(), gradient, `gradient ${context}`, 1e-5, 1 / rows);
      });
    }
  });

  it.each([-1, 3, 2 ** 31 - 1, -(2 ** 31)])('is NaN for the label %d of three classes', (label) => {
    tf.tidy(() => {
      const labels = tf.tensor1d([0, label], 'int32');
      const [value, probabilities] = run(labels, tf.zeros([2, 3]));
      expect(value!.dataSync()[0]).toBeNaN();
      const inputs = { dy: tf.scalar(2), labels, probabilities: probabilities! };
      const [gradient] = runFused('AeLabSoftmaxCrossEntropyGradient', inputs, {})!;
      expectClose(gradient!.dataSync(), [-2 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3], 'gradient');
    });
  });

  it('refuses labels that are not whole numbers, or too few', () => {
    expect(() => run(tf.zeros([2]), tf.zeros([2, 3]))).toThrow('int32 only, got float32');
    expect(() => run(tf.zeros([1], 'int32'), tf.zeros([2, 3]))).toThrow('n labels, got [2,3] and [1]');
  });
});

describe('AeLabSigmoidCrossEntropy', () => {
  it.each(['a tensor', 'one number'])('and its gradient agree with float64 loops for targets as %s', (kind) => {
    const random = new TestRandom(91);
    for (let trial = 0; trial < 1000; trial++) {
      const shape = Array.from({ length: random.integer(1, 3) }, () => random.integer(1, 12));
      const size = tf.util.sizeFromShape(shape);
      const z = randomLogits(random, size, trial);
      const target = Math.fround(random.choice([0, 1, 0.9, random.next()]));
      const t = Float32Array.from(z, () => (kind === 'one number' ? target : random.choice([0, 1, random.next()])));
      const scale = 3 * random.next();
      const losses = Float64Array.from(z, (each, i) => {
        const against = each > 0 ? 1 - t[i]! : t[i]!;
        return Math.abs(each) * against + Math.log1p(Math.exp(-Math.abs(each)));
      });
      const gradient = Float64Array.from(z, (each, i) => (scale / size) * (1 / (1 + Math.exp(-each)) - t[i]!));
      tf.tidy(() => {
        const logits = tf.tensor(z, shape);
        const inputs = { logits, targets: kind === 'one number' ? tf.scalar(target) : tf.tensor(t, shape) };
        const [value] = runFused('AeLabSigmoidCrossEntropy', inputs, {})!;
        expect(value!.shape).toEqual([]);
        const mean = losses.reduce((a, b) => a + b) / size;
        expectClose(value!.dataSync(), [mean], `value [${shape}], trial ${trial}`, 1e-6);
        const dy = tf.scalar(scale);
        const [slope] = runFused('AeLabSigmoidCrossEntropyGradient', { dy, ...inputs }, {})!;
        expect(slope!.shape).toEqual(shape);
        expectClose(slope!.dataSync(), gradient, `gradient [${shape}], trial ${trial}`, 1e-6, 1 / size);
      });
    }
  });

  it('is accurate for a small loss', () => {
    tf.tidy(() => {
      const inputs = { logits: tf.tensor1d([30]), targets: tf.scalar(1) };
      const [value] = runFused('AeLabSigmoidCrossEntropy', inputs, {})!;
      expect(value!.dataSync()[0]! / Math.exp(-30)).toBeCloseTo(1, 5);
    });
  });

  it('refuses targets of another shape', () => {
    const inputs = { logits: tf.zeros([2]), targets: tf.zeros([3]) };
    expect(() => runFused('AeLabSigmoidCrossEntropy', inputs, {})).toThrow('shape [2] or [], got [3]');
  });
});

it.each([
  ['softmaxCrossEntropy', (z: tf.Tensor) => softmaxCrossEntropy(tf.tensor1d([2, 0], 'int32'), z as tf.Tensor2D)],
  ['sigmoidCrossEntropy', (z: tf.Tensor) => sigmoidCrossEntropy(tf.ones([2, 3], 'int32'), z)],
  ['sigmoidCrossEntropy of one number', (z: tf.Tensor) => sigmoidCrossEntropy(0.9, z)],
] as const)('%s of core uses these kernels and gives the same result as without them', async (_, loss) => {
  const random = new TestRandom(92);
  const logits = random.values(6);
  const compute = () =>
    tf.tidy(() => {
      const { value, grad } = tf.valueAndGrad(loss)(tf.tensor2d(logits, [2, 3]));
      return [...value.dataSync(), ...grad.dataSync()];
    });
  const actual = compute();
  const { kernelNames } = await tf.profile(() => tf.tidy(() => loss(tf.tensor2d(logits, [2, 3])).clone()));
  expect(kernelNames.filter((name) => name.startsWith('AeLab'))).toHaveLength(1);
  await tf.setBackend('cpu');
  const expected = compute();
  await tf.setBackend('wasm');
  expectClose(actual, expected, 'value and gradient', 1e-6, 1);
});
