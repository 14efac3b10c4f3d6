import { useWasmBackend } from '@ae-lab/backend-wasm';
import { featuresOf, frechetDistance } from '@ae-lab/metrics';
import { expect, it } from 'vitest';
import { mnistSplit } from './mnist';
import { referenceLenet } from './reference-lenet';

it.runIf(process.env.AE_LAB_DATA_DIR)(
  'Fréchet distances on MNIST equal those of PyTorch for the same features (needs AE_LAB_DATA_DIR)',
  async () => {
    await useWasmBackend();
    const { train, test } = await mnistSplit();
    const lenet = referenceLenet();
    const reference = await featuresOf(lenet, test);
    const training = await featuresOf(lenet, train.take(10_000));
    lenet.dispose();
    expect(frechetDistance(training, reference).distance).toBeCloseTo(0.51, 2);
    const [firstHalf, secondHalf] = [0, 1].map((half) => ({
      values: reference.values.subarray(half * 5000 * 84, (half + 1) * 5000 * 84),
      dimension: 84,
    }));
    expect(frechetDistance(firstHalf, secondHalf).distance).toBeCloseTo(7.19, 2);
  },
);
