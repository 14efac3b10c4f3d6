import { NotFoundError, Rng } from '@ae-lab/core';
import { type DownloadProgress, loadMnist, loadPngs, syntheticDigits, type TrainTest } from '@ae-lab/datasets';

/** MNIST, synthetic digits, or the images in a folder, a fifth of which is kept for the test. */
export async function loadData(where: string, seed: number): Promise<TrainTest> {
  if (where === 'mnist') return loadMnist({ onProgress: showDownload });
  if (where === 'synthetic') {
    return { train: syntheticDigits({ size: 12_000, seed }), test: syntheticDigits({ size: 2000, seed: seed + 1 }) };
  }
  try {
    return await loadMnist({ folder: where });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  const images = await loadPngs(where);
  const [train, test] = images.shuffle(new Rng(seed)).split(0.8);
  return { train, test };
}

function showDownload({ url, received, total }: DownloadProgress): void {
  const end = received === total ? '\n' : '\r';
  process.stdout.write(`Downloading ${url}: ${(received / 1e6).toFixed(1)} MB${end}`);
}
