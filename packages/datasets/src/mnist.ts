import { FormatError, readOptions } from '@ae-lab/core';
import { ArrayDataset } from './array-dataset';
import { findMnistFiles, LOAD_MNIST_OPTIONS, type LoadMnistOptions, type MnistFile } from './mnist-files';
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
 * Downloads are kept in the cache. Those of `mnist` are verified by SHA-256. No hash of the others is known here: they are
 * checked by gzip's checksum, by their format, and by their numbers of images and labels.
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
