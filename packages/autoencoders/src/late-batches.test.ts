import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS } from '@ae-lab/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClean, failingAt, late } from '../../core/test/late';
import { AdversarialAutoencoder } from './adversarial-autoencoder';
import { Autoencoder } from './autoencoder';
import { PrincipalComponents } from './principal-components';
import { VariationalAutoencoder } from './variational-autoencoder';
import { VqVae } from './vq-vae';

const imageShape = [8, 8, 1] as const;
const data = syntheticDigits({ size: 40, seed: 1, imageShape });
const architecture = { kind: 'dense', widths: [8] } as const;

const vqVae = () => new VqVae({ imageShape, codebookSize: 4, embeddingDim: 2, widths: [4, 4] });

const MODELS = [
  ['Autoencoder', () => new Autoencoder({ imageShape, latentDim: 2, architecture })],
  ['VariationalAutoencoder', () => new VariationalAutoencoder({ imageShape, latentDim: 2, architecture })],
  ['AdversarialAutoencoder', () => new AdversarialAutoencoder({ imageShape, latentDim: 2, architecture })],
  ['VqVae', vqVae],
] as const;

describe.each(BACKENDS)('on %s, with batches that come late,', (_, start) => {
  beforeAll(() => start());

  it.each(MODELS)('%s learns and validates the same as in memory', async (_, make) => {
    const [expected, actual] = [make(), make()];
    const options = { epochs: 2, batchSize: 5 };
    const history = await expected.fit(data, { ...options, validation: data });
    await expectClean(async () => {
      const { epochs } = await actual.fit(late(data), { ...options, validation: late(data) });
      expect(epochs.map(({ train, validation }) => [train, validation])).toEqual(
        history.epochs.map(({ train, validation }) => [train, validation]),
      );
    });
    for (const model of [expected, actual]) model.dispose();
  });

  it.each(MODELS)('%s fails with the error of batch 7, and leaves nothing', async (_, make) => {
    const model = make();
    await expectClean(async () => {
      await expect(model.fit(failingAt(data, 7), { epochs: 1, batchSize: 4 })).rejects.toThrow('Batch 7 is lost.');
    });
    model.dispose();
  });

  it('PrincipalComponents finds the same components, and keeps its own when a batch fails', async () => {
    const many = syntheticDigits({ size: 1200, seed: 2, imageShape });
    const [expected, actual] = [1, 2].map(() => new PrincipalComponents({ imageShape, latentDim: 3 }));
    await expected.fit(many);
    await actual.fit(late(many));
    expect(actual.explainedVariance).toEqual(expected.explainedVariance);
    await expectClean(async () => {
      await expect(actual.fit(failingAt(many, 3))).rejects.toThrow('Batch 3 is lost.');
    });
    expect(actual.explainedVariance).toEqual(expected.explainedVariance);
    for (const model of [expected, actual]) model.dispose();
  });

  it('VqVae.usage counts the same entries', async () => {
    const model = vqVae();
    const usage = await model.usage(data);
    await expectClean(async () => expect(await model.usage(late(data))).toEqual(usage));
    model.dispose();
  });
});
