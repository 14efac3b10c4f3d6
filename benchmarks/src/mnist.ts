import { type ArrayDataset, loadMnist } from '@ae-lab/datasets';

export interface Mnist {
  /** All 60,000 training images, for models without any selection. */
  readonly all: ArrayDataset;
  /** The first 50,000 training images. */
  readonly train: ArrayDataset;
  /** The last 10,000 training images, for model selection. */
  readonly validation: ArrayDataset;
  /** The test images, used once for the final figure. */
  readonly test: ArrayDataset;
}

/** Loads MNIST from AE_LAB_DATA_DIR, the cache or a download, split as for all figures of this project. */
export async function mnistSplit(): Promise<Mnist> {
  const { train, test } = await loadMnist();
  const [first, last] = train.split(50_000);
  return { all: train, train: first, validation: last, test };
}
