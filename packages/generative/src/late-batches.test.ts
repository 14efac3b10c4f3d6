import { syntheticDigits } from '@ae-lab/datasets';
import { BACKENDS } from '@ae-lab/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClean, failingAt, late } from '../../core/test/late';
import { Gan } from './gan';
import { Glo } from './glo';

const imageShape = [8, 8, 1] as const;
const data = syntheticDigits({ size: 40, seed: 1, imageShape });
const architecture = { kind: 'dense', widths: [8] } as const;
const networks = { generatorArchitecture: architecture, discriminatorArchitecture: architecture };

const MODELS = [
  ['a Gan', () => new Gan({ imageShape, latentDim: 2, ...networks })],
  [
    'a conditional Gan of three critic steps',
    () => new Gan({ imageShape, latentDim: 2, classes: 10, discriminatorSteps: 3, ...networks }),
  ],
  ['a Glo', () => new Glo({ imageShape, latentDim: 2, architecture })],
] as const;

describe.each(BACKENDS)('on %s, with batches that come late,', (_, start) => {
  beforeAll(() => start());

  it.each(MODELS)('%s learns the same as in memory', async (_, make) => {
    const [expected, actual] = [make(), make()];
    const { epochs } = await expected.fit(data, { epochs: 2, batchSize: 5 });
    const history = await actual.fit(late(data), { epochs: 2, batchSize: 5 });
    expect(history.epochs.map(({ train }) => train)).toEqual(epochs.map(({ train }) => train));
    for (const model of [expected, actual]) model.dispose();
  });

  it.each(MODELS)('%s fails with the error of batch 7, and leaves nothing', async (_, make) => {
    await expectClean(async () => {
      const model = make();
      await expect(model.fit(failingAt(data, 7), { epochs: 1, batchSize: 4 })).rejects.toThrow('Batch 7 is lost.');
      model.dispose();
    });
  });
});
