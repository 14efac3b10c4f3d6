import { readOptions } from '@ae-lab/core';
import { ArrayDataset } from './array-dataset';
import type { MnistFile } from './mnist-file';
import { findMnistFiles, LOAD_MNIST_OPTIONS, type LoadMnistOptions } from './mnist-files';
import { MNIST_VARIANTS, type MnistVariant } from './mnist-variants';
import { oriented } from './orientation';

/** A training and a test set. */
export interface TrainTest {
  /** Images for training and for model selection; 60,000 in MNIST. */
  readonly train: ArrayDataset;
  /** Images for the final evaluation; 10,000 in MNIST. */
  readonly test: ArrayDataset;
}

/**
 * Loads MNIST or one of its relatives.
 *
 * ```ts no-run
 * const { train, test } = await loadMnist(); // or loadMnist({ name: 'fashion-mnist' })
 * console.log(train.size, test.size); // 60000 10000
 * ```
 *
 * If `folder` is given, the files are read from there. Otherwise they are looked for in the folder that the environment variable
 * AE_LAB_DATA_DIR names (`mnist/train-images-idx3-ubyte.gz` and so on below it), then in the cache, then on the mirrors.
 * Downloads are kept in the cache, after they were checked: those of `mnist`, `fashion-mnist` and `kmnist` by SHA-256, those of
 * EMNIST, whose files have no published hash, by gzip's checksum, the published number of images and the range of labels. A file
 * in the cache that is wrong is downloaded again, with a warning.
 *
 * @throws NotFoundError if there is neither data nor a network; the message says where to put the files. Its `cause` is the
 *   first problem with the cache or a download, absent if there was none.
 * @throws FormatError naming the file that is not as expected.
 * @throws ArgumentError for an option that is unknown or out of range.
 */
export async function loadMnist(options: LoadMnistOptions = {}): Promise<TrainTest> {
  const { name, ...places } = readOptions('options', options, LOAD_MNIST_OPTIONS);
  const variant = MNIST_VARIANTS[name];
  const files = await findMnistFiles(name, variant, places);
  return {
    train: toDataset(files['train-images'], files['train-labels'], variant),
    test: toDataset(files['test-images'], files['test-labels'], variant),
  };
}

function toDataset(images: MnistFile, labels: MnistFile, variant: MnistVariant): ArrayDataset {
  const { classNames, firstLabel, transposed } = variant;
  const [, height, width] = images.shape;
  const imageShape = [height, width, 1] as const;
  return ArrayDataset.fromArrays({
    images: transposed ? oriented(images.data, imageShape, { transpose: true }) : images.data,
    imageShape,
    labels: labels.data.map((label) => label - firstLabel),
    classNames,
  });
}
