// Trains the small GAN. After every epoch 10,000 samples of its moving average are compared with the validation images.
import { useWasmBackend } from '@ae-lab/backend-wasm';
import type { EpochRecord } from '@ae-lab/core';
import type { RunningTrial } from '@ae-lab/experiments';
import type { Gan } from '@ae-lab/generative';
import { evaluateSamples } from '@ae-lab/metrics';
import { mnistSplit } from '../mnist';
import { referenceLenet } from '../reference-lenet';
import { trainedGan } from '../trained-models';

await useWasmBackend();
const mnist = await mnistSplit();
const lenet = referenceLenet();

export default async function ({ seed }: RunningTrial<object>) {
  const measured: Record<string, number> = {};
  const record = ({ epoch, seconds, imagesPerSecond, train, validation: scores }: EpochRecord) => {
    const { frechetDistance, smallestShare } = scores ?? {};
    measured[`epoch ${epoch}`] = frechetDistance;
    Object.assign(measured, { frechetDistance, smallestShare });
    measured.seconds = (measured.seconds ?? 0) + seconds;
    const losses = Object.entries(train).map(([term, value]) => `${term} ${value.toFixed(2)}`);
    console.log(
      `seed ${seed}, epoch ${epoch}: Fréchet distance ${frechetDistance.toFixed(2)}, rarest digit ${smallestShare.toFixed(4)}, ` +
        `${imagesPerSecond.toFixed(0)} images/s, ${losses.join(', ')}`,
    );
  };
  const gan = await trainedGan(mnist, seed, (gan) => ({
    evaluate: () => scoresOf(gan),
    callbacks: [{ onEpochEnd: record }],
  }));
  gan.dispose();
  return measured;
}

async function scoresOf(gan: Gan) {
  const { frechet, classes } = await evaluateSamples(gan, mnist.validation, lenet, { classifier: lenet, seed: 1 });
  return { frechetDistance: frechet.distance, smallestShare: classes?.smallestShare ?? Number.NaN };
}
