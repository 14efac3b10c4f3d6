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
  /** SHA-256 of the unpacked files in hexadecimal, where it is known for certain. */
  readonly sha256?: Readonly<Record<MnistPart, string>>;
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

const original = { files: FILES, firstLabel: 0, transposed: false };

/** One split of EMNIST (Cohen et al. 2017, arXiv:1702.05373v1), which is published as one archive with transposed images. */
function emnist(split: string, classNames: readonly string[], firstLabel = 0): MnistVariant {
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
      'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com',
      'https://storage.googleapis.com/tensorflow/tf-keras-datasets',
      'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion',
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
  },
  kmnist: {
    ...original,
    mirrors: ['http://codh.rois.ac.jp/kmnist/dataset/kmnist'],
    home: 'http://codh.rois.ac.jp/kmnist',
    classNames: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
  },
  'emnist-balanced': emnist('balanced', [...DIGITS, ...UPPER, ...'abdefghnqrt']),
  'emnist-byclass': emnist('byclass', [...DIGITS, ...UPPER, ...UPPER.map((letter) => letter.toLowerCase())]),
  'emnist-bymerge': emnist('bymerge', [...DIGITS, ...UPPER, ...'abdefghnqrt']),
  'emnist-digits': emnist('digits', DIGITS),
  'emnist-letters': emnist('letters', UPPER, 1),
  'emnist-mnist': emnist('mnist', DIGITS),
};
