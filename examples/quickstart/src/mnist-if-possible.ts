import { NotFoundError } from '@ae-lab/core';
import { type DownloadProgress, loadMnist, type TrainTest } from '@ae-lab/datasets';

export interface MnistIfPossibleOptions {
  /** Called for every chunk of a download. Default: no callback. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Milliseconds without data after which a download is abandoned. Default 10,000. */
  readonly patience?: number;
}

/**
 * Loads MNIST. If it is not on this machine and cannot be downloaded, prints the reason and how to get it, and returns
 * undefined. Damaged files, and files missing from the folder in AE_LAB_DATA_DIR, are errors as in `loadMnist`.
 */
export async function mnistIfPossible(options: MnistIfPossibleOptions = {}): Promise<TrainTest | undefined> {
  const { onProgress, patience = 10_000 } = options;
  try {
    return await loadMnist({ download: false });
  } catch (error) {
    if (!isAbsence(error)) return loadMnist({ onProgress });
  }
  console.log('MNIST is not on this machine: downloading it ...');
  try {
    return await downloadMnist(patience, onProgress);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const { message } = error.cause instanceof Error ? error.cause : error;
    console.warn(
      `MNIST could not be downloaded: ${message} Using synthetic digits instead; for MNIST, set AE_LAB_DATA_DIR to ` +
        'a folder with its four files (--data mnist names them).',
    );
    return undefined;
  }
}

/** Whether MNIST is simply absent. A cause means a damaged file, and AE_LAB_DATA_DIR promises that the files exist. */
function isAbsence(error: unknown): boolean {
  return error instanceof NotFoundError && error.cause === undefined && !process.env.AE_LAB_DATA_DIR;
}

/** Downloads MNIST, however slowly; throws a NotFoundError once nothing has arrived for `patience` milliseconds. */
async function downloadMnist(patience: number, onProgress?: MnistIfPossibleOptions['onProgress']): Promise<TrainTest> {
  const stop = new AbortController();
  const giveUp = () => stop.abort(new NotFoundError(`nothing arrived for ${patience / 1000} s.`));
  const timer = setTimeout(giveUp, patience);
  const silence = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason));
  });
  const download = loadMnist({
    onProgress(progress) {
      timer.refresh();
      onProgress?.(progress);
    },
    signal: stop.signal,
  });
  try {
    return await Promise.race([download, silence]);
  } finally {
    clearTimeout(timer);
  }
}
