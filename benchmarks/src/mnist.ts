import { type ArrayDataset, loadMnist } from '@ae-lab/datasets';

export interface Mnist {
  /** All 60,000 training images, for what nothing is chosen of. */
  readonly all: ArrayDataset;
  /** The first 50,000 training images. */
  readonly train: ArrayDataset;
  /** The last 10,000 training images, on which everything is chosen. */
  readonly validation: ArrayDataset;
  /** The test images, read once for the figure. */
  readonly test: ArrayDataset;
}

/** MNIST from AE_LAB_DATA_DIR, the cache or a download, split as all figures of this project are. */
export async function mnistSplit(): Promise<Mnist> {
  const { train, test } = await loadMnist();
  const [first, last] = train.split(50_000);
  return { all: train, train: first, validation: last, test };
}
