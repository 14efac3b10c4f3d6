import { type ArrayDataset, loadMnist, syntheticDigits } from '@ae-lab/datasets';

/** The images that an example works on. */
export interface DigitsChoice {
  readonly data: 'mnist' | 'synthetic';
  /** Whether to use only a small part of them. */
  readonly fast: boolean;
}

export interface Digits {
  /** The training images; of MNIST, the first 50,000. */
  readonly train: ArrayDataset;
  /** The images for model selection; of MNIST, the last 10,000 training images. */
  readonly validation: ArrayDataset;
  /** The images for the final figures only. */
  readonly test: ArrayDataset;
}

const FAST_SIZES = { train: 3000, validation: 500, test: 500 };
const SYNTHETIC_SIZES = { train: 12_000, validation: 2000, test: 2000 };

const loaded = new Map<string, Promise<Digits>>();

/** Loads real or synthetic digits in three parts. A worker thread loads them once for all its trainings. */
export function loadDigits({ data, fast }: DigitsChoice): Promise<Digits> {
  const key = `${data} ${fast}`;
  const digits = loaded.get(key) ?? load({ data, fast });
  loaded.set(key, digits);
  return digits;
}

async function load({ data, fast }: DigitsChoice): Promise<Digits> {
  if (data === 'synthetic') {
    const { train, validation, test } = fast ? FAST_SIZES : SYNTHETIC_SIZES;
    return {
      train: syntheticDigits({ size: train, seed: 1 }),
      validation: syntheticDigits({ size: validation, seed: 2 }),
      test: syntheticDigits({ size: test, seed: 3 }),
    };
  }
  const mnist = await loadMnist();
  const [train, validation] = mnist.train.split(50_000);
  if (!fast) return { train, validation, test: mnist.test };
  return {
    train: train.take(FAST_SIZES.train),
    validation: validation.take(FAST_SIZES.validation),
    test: mnist.test.take(FAST_SIZES.test),
  };
}
