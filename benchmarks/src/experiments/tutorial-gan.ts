// The DCGAN of TensorFlow's tutorial on all 60,000 training images: losses, samples and the Fréchet distance to the test images after
// every epoch. A checkpoint lets it resume after an interruption, also on another machine to which `runs` was copied.
import { appendFile } from 'node:fs/promises';
import { useWasmBackend } from '@ae-lab/backend-wasm';
import { type EpochRecord, type Generator, Rng } from '@ae-lab/core';
import { Gan } from '@ae-lab/generative';
import { featuresOf, frechetDistance, generatedImages } from '@ae-lab/metrics';
import { imageGrid } from '@ae-lab/viz';
import { mnistSplit } from '../mnist';
import { savePicture } from '../pictures';
import { referenceLenet } from '../reference-lenet';
import { saveResult } from '../results';
import { placeOf } from '../trained-models';

/** The number of epochs in the tutorial. */
const EPOCHS = 50;

await useWasmBackend();
const { all, test } = await mnistSplit();
const lenet = referenceLenet();
const reference = await featuresOf(lenet, test);
const gan = new Gan({ seed: 1 });
const asItStands: Generator = {
  imageShape: gan.imageShape,
  generate: (count, rng) => gan.generate(count, rng, { averaged: false }),
};
/** The log: one line per epoch, including those before an interruption. */
const log = `${placeOf('tutorial-gan')}.jsonl`;

async function distanceOf(generator: Generator): Promise<number> {
  const samples = generatedImages(generator, { size: 10_000, seed: 1 });
  return frechetDistance(await featuresOf(lenet, samples), reference).distance;
}

async function onEpochEnd(record: EpochRecord): Promise<void> {
  console.log(record);
  const samples = gan.generate(50, new Rng(9));
  const images = await samples.data<'float32'>();
  samples.dispose();
  await savePicture(`tutorial-gan-epoch-${record.epoch}`, imageGrid({ images, imageShape: [28, 28, 1] }));
  await appendFile(log, `${JSON.stringify(record)}\n`);
}

const { epochs } = await gan.fit(all, {
  epochs: EPOCHS,
  batchSize: 256,
  seed: 1,
  checkpoint: { place: placeOf('tutorial-gan') },
  evaluate: async () => ({ averaged: await distanceOf(gan), asItStands: await distanceOf(asItStands) }),
  callbacks: [{ onEpochEnd }],
});
await saveResult('tutorial-gan', { epochs });
