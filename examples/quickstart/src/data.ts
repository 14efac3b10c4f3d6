import { NotFoundError, Rng } from '@ae-lab/core';
import { type DownloadProgress, loadMnist, loadPngs, syntheticDigits, type TrainTest } from '@ae-lab/datasets';
import { mnistIfPossible } from './mnist-if-possible';

export interface Data extends TrainTest {
  /** The name of the data in the report and in `metrics.json`. */
  readonly name: string;
  /** A noun for the images, as in "300 MNIST images". */
  readonly images: string;
}

/**
 * Loads MNIST, synthetic digits, or the images in a folder, a fifth of which becomes the test set.
 *
 * @param where 'mnist', 'synthetic' or a folder. Default: MNIST, or synthetic digits if MNIST is not on this machine and
 * cannot be downloaded.
 */
export async function loadData(where: string | undefined, seed: number): Promise<Data> {
  if (where === undefined) {
    const mnist = await mnistIfPossible({ onProgress: showDownload });
    return mnist ? named(mnist) : { ...synthetic(seed), name: 'syntheticDigits (MNIST could not be downloaded)' };
  }
  if (where === 'mnist') return named(await loadMnist({ onProgress: showDownload }));
  if (where === 'synthetic') return synthetic(seed);
  return { ...(await loadFolder(where, seed)), name: where, images: `images from ${where}` };
}

function named(mnist: TrainTest): Data {
  return { ...mnist, name: 'MNIST', images: 'MNIST images' };
}

function synthetic(seed: number): Data {
  const train = syntheticDigits({ size: 12_000, seed });
  const test = syntheticDigits({ size: 2000, seed: seed + 1 });
  return { train, test, name: 'syntheticDigits', images: 'synthetic digits' };
}

async function loadFolder(folder: string, seed: number): Promise<TrainTest> {
  try {
    return await loadMnist({ folder });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  const images = await loadPngs(folder);
  const [train, test] = images.shuffle(new Rng(seed)).split(0.8);
  return { train, test };
}

function showDownload({ url, received, total }: DownloadProgress): void {
  const end = received === total ? '\n' : '\r';
  process.stdout.write(`Downloading ${url}: ${(received / 1e6).toFixed(1)} MB${end}`);
}
