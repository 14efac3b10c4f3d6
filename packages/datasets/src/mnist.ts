import { FormatError } from '@ae-lab/core';
import { checkOneOf, checkOptions } from '@ae-lab/core/internal';
import { ArrayDataset } from './array-dataset';
import { findMnistFiles, LOAD_MNIST_OPTIONS, type LoadMnistOptions, type MnistFile } from './mnist-files';
import { MNIST_VARIANTS, type MnistName, type MnistVariant } from './mnist-variants';
import { oriented } from './orientation';

/** A training and a test set. */
export interface TrainTest {
  /** Images to learn from and to choose by; 60,000 of MNIST. */
  readonly train: ArrayDataset;
  /** Images for the final figure; 10,000 of MNIST. */
  readonly test: ArrayDataset;
}

/**
 * MNIST or one of its relatives: from `folder` if given; else from the folder that the environment variable
 * AE_LAB_DATA_DIR names (`mnist/train-images-idx3-ubyte.gz` and so on below it), the cache, or a download that is kept
 * in the cache. Downloads of `mnist` are verified by SHA-256; of the others, no hash is known here, so that gzip's
 * checksum, the format and the counts have to do.
 *
 * @throws NotFoundError if there is neither data nor a network; it says where to put the files. Its `cause` is the first
 *   problem with the cache or a download, absent where there was none.
 * @throws FormatError naming the file that is not what it should be.
 * @throws ArgumentError for options that are unknown or out of range.
 */
export async function loadMnist(options: LoadMnistOptions = {}): Promise<TrainTest> {
  checkOptions('options', options, LOAD_MNIST_OPTIONS);
  const { name = 'mnist', ...places } = options;
  checkOneOf('name', name, Object.keys(MNIST_VARIANTS) as MnistName[]);
  const variant = MNIST_VARIANTS[name];
  const files = await findMnistFiles(name, variant, places);
  return {
    train: toDataset(files['train-images'], files['train-labels'], variant),
    test: toDataset(files['test-images'], files['test-labels'], variant),
  };
}

function toDataset(images: MnistFile, labels: MnistFile, variant: MnistVariant): ArrayDataset {
  const { data: pixels, shape } = images.array;
  const { data: classes } = labels.array;
  const [size, height, width] = shape;
  if (!(pixels instanceof Uint8Array) || shape.length !== 3 || pixels.length === 0) {
    throw new FormatError(images.source, `expected bytes [size, height, width], got the shape [${shape.join(', ')}].`);
  }
  if (!(classes instanceof Uint8Array) || classes.length !== size) {
    throw new FormatError(
      labels.source,
      `expected ${size} labels, one for each of ${images.source}, got ${classes.length}.`,
    );
  }
  const { classNames, firstLabel } = variant;
  const last = firstLabel + classNames.length - 1;
  const wrong = classes.find((label) => label < firstLabel || label > last);
  if (wrong !== undefined) {
    throw new FormatError(labels.source, `expected labels from ${firstLabel} to ${last}, got ${wrong}.`);
  }
  const imageShape = [height, width, 1] as const;
  return ArrayDataset.fromArrays({
    images: variant.transposed ? oriented(pixels, imageShape, { transpose: true }) : pixels,
    imageShape,
    labels: classes.map((label) => label - firstLabel),
    classNames,
  });
}
