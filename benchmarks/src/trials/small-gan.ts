// Trains the small GAN; the Fréchet distance of its moving average to the validation images is measured behind every epoch.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import type { EpochRecord } from '@ae-lab/core';
import type { RunningTrial } from '@ae-lab/experiments';
import type { Gan } from '@ae-lab/generative';
import { featuresOf, frechetDistance, generatedImages } from '@ae-lab/metrics';
import { mnistSplit } from '../mnist';
import { referenceLenet } from '../reference-lenet';
import { trainedGan } from '../trained-models';

await useWasmBackend();
const mnist = await mnistSplit();
const lenet = referenceLenet();
const validation = await featuresOf(lenet, mnist.validation);

export default async function ({ seed }: RunningTrial<object>) {
  const measured: Record<string, number> = {};
  const record = ({ epoch, seconds, imagesPerSecond, train, validation: scores }: EpochRecord) => {
    const distance = scores?.frechetDistance ?? Number.NaN;
    measured[`epoch ${epoch}`] = distance;
    measured.frechetDistance = distance;
    measured.seconds = (measured.seconds ?? 0) + seconds;
    const losses = Object.entries(train).map(([term, value]) => `${term} ${value.toFixed(2)}`);
    console.log(
      `seed ${seed}, epoch ${epoch}: Fréchet distance ${distance.toFixed(2)}, ${imagesPerSecond.toFixed(0)} images/s, ` +
        losses.join(', '),
    );
  };
  const gan = await trainedGan(mnist, seed, (gan) => ({
    evaluate: async () => ({ frechetDistance: await distanceToValidation(gan) }),
    callbacks: [{ onEpochEnd: record }],
  }));
  gan.dispose();
  return measured;
}

async function distanceToValidation(gan: Gan): Promise<number> {
  const samples = await featuresOf(lenet, generatedImages(gan, { size: 10_000, seed: 1 }));
  return frechetDistance(samples, validation).distance;
}
