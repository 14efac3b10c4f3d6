/** One of the four files of a data set in MNIST's format. */
export type MnistPart = 'train-images' | 'train-labels' | 'test-images' | 'test-labels';

/** All {@link MnistPart}s, in the order in which they are read. */
export const PARTS: readonly MnistPart[] = ['train-images', 'train-labels', 'test-images', 'test-labels'];

/** A data set in MNIST's format: its sources, and how to read it. */
export interface MnistVariant {
  /** The name of each file, without `.gz`. */
  readonly files: Readonly<Record<MnistPart, string>>;
  /** Addresses of folders with the files; `.gz` is appended to their names. */
  readonly mirrors: readonly string[];
  /** The address where a person finds the files. */
  readonly home: string;
  readonly classNames: readonly string[];
  /** The label of the first class in the files. */
  readonly firstLabel: number;
  /** Whether the images are stored column by column. */
  readonly transposed: boolean;
  /** The number of images in each file, published by the authors. All images are 28 x 28. */
  readonly sizes: Readonly<Record<MnistPart, number>>;
  /** SHA-256 of the unpacked files in hexadecimal, where it is known for certain. */
  readonly sha256?: Readonly<Record<MnistPart, string>>;
  /** SHA-256 of the `.gz` files of all mirrors in hexadecimal, where it is published. */
  readonly packedSha256?: Readonly<Record<MnistPart, string>>;
}

/** The name of a data set in MNIST's format that {@link loadMnist} can load. */
export type MnistName =
  | 'mnist'
  | 'fashion-mnist'
  | 'kmnist'
  | 'emnist-balanced'
  | 'emnist-byclass'
  | 'emnist-bymerge'
  | 'emnist-digits'
  | 'emnist-letters'
  | 'emnist-mnist';

const FILES = {
  'train-images': 'train-images-idx3-ubyte',
  'train-labels': 'train-labels-idx1-ubyte',
  'test-images': 't10k-images-idx3-ubyte',
  'test-labels': 't10k-labels-idx1-ubyte',
};

const DIGITS = [...'0123456789'];
const UPPER = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

const original = { files: FILES, firstLabel: 0, transposed: false, sizes: sizes(60_000, 10_000) };

function sizes(train: number, test: number): Record<MnistPart, number> {
  return { 'train-images': train, 'train-labels': train, 'test-images': test, 'test-labels': test };
}

/**
 * One split of EMNIST (Cohen et al. 2017, arXiv:1702.05373v1), which is published as one archive with transposed images. NIST
 * publishes the sum of both sizes. A SHA-256 is published of the archive only.
 */
function emnist(
  split: string,
  [train, test]: readonly [number, number],
  classNames: readonly string[],
  firstLabel = 0,
): MnistVariant {
  const file = (part: string) => `emnist-${split}-${part}`;
  return {
    files: {
      'train-images': file('train-images-idx3-ubyte'),
      'train-labels': file('train-labels-idx1-ubyte'),
      'test-images': file('test-images-idx3-ubyte'),
      'test-labels': file('test-labels-idx1-ubyte'),
    },
    mirrors: ['https://github.com/aurelienduarte/emnist/raw/master/gzip'],
    home: 'https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip',
    classNames,
    firstLabel,
    transposed: true,
    sizes: sizes(train, test),
  };
}

/** All data sets that {@link loadMnist} can load, by name. */
export const MNIST_VARIANTS: Readonly<Record<MnistName, MnistVariant>> = {
  mnist: {
    ...original,
    mirrors: ['https://storage.googleapis.com/cvdf-datasets/mnist', 'https://ossci-datasets.s3.amazonaws.com/mnist'],
    home: 'https://storage.googleapis.com/cvdf-datasets/mnist',
    classNames: DIGITS,
    sha256: {
      'train-images': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      'train-labels': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      'test-images': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      'test-labels': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
  },
  'fashion-mnist': {
    ...original,
    mirrors: [
      'https://storage.googleapis.com/tensorflow/tf-keras-datasets',
      'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion',
      'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com',
    ],
    home: 'https://github.com/zalandoresearch/fashion-mnist',
    classNames: [
      'T-shirt/top',
      'Trouser',
      'Pullover',
      'Dress',
      'Coat',
      'Sandal',
      'Shirt',
      'Sneaker',
      'Bag',
      'Ankle boot',
    ],
    // Source: TensorFlow Datasets, url_checksums/fashion_mnist.txt, of the last mirror.
    packedSha256: {
      'train-images': '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      'train-labels': 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
      'test-images': '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      'test-labels': '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
    },
  },
  kmnist: {
    ...original,
    mirrors: ['https://codh.rois.ac.jp/kmnist/dataset/kmnist', 'http://codh.rois.ac.jp/kmnist/dataset/kmnist'],
    home: 'http://codh.rois.ac.jp/kmnist',
    classNames: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
    // Source: TensorFlow Datasets, url_checksums/kmnist.txt, of the last mirror.
    packedSha256: {
      'train-images': '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4',
      'train-labels': 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17',
      'test-images': 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5',
      'test-labels': '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c',
    },
  },
  'emnist-balanced': emnist('balanced', [112_800, 18_800], [...DIGITS, ...UPPER, ...'abdefghnqrt']),
  'emnist-byclass': emnist(
    'byclass',
    [697_932, 116_323],
    [...DIGITS, ...UPPER, ...UPPER.map((letter) => letter.toLowerCase())],
  ),
  'emnist-bymerge': emnist('bymerge', [697_932, 116_323], [...DIGITS, ...UPPER, ...'abdefghnqrt']),
  'emnist-digits': emnist('digits', [240_000, 40_000], DIGITS),
  'emnist-letters': emnist('letters', [124_800, 20_800], UPPER, 1),
  'emnist-mnist': emnist('mnist', [60_000, 10_000], DIGITS),
};

/** Returns the smallest and the largest label in the files. */
export function labelRange({ classNames, firstLabel }: MnistVariant): readonly [number, number] {
  return [firstLabel, firstLabel + classNames.length - 1];
}
