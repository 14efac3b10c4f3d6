import { DivergenceError, type Metrics } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * Collects loss terms on the device and reads those of many steps at once, so that a step never waits for the device. Means
 * are weighted by the number of images.
 *
 * ```ts
 * const window = new LossWindow(epoch);
 * window.add(1, { loss }, 128); // owns the scalars from now on
 * const recent = await window.read();
 * const { loss: mean } = window.means();
 * window.dispose();
 * ```
 */
export class LossWindow {
  private pending: {
    readonly step: number;
    readonly term: string;
    readonly value: tf.Scalar;
    readonly images: number;
  }[] = [];
  private readonly sums: Sums = new Map();

  /**
   * @param epoch the epoch for errors, counted from 1.
   * @param scope a prefix of the names of terms in errors.
   */
  constructor(
    private readonly epoch: number,
    private readonly scope = '',
  ) {}

  /** Adds the loss terms of a step, whose scalars it then owns. */
  add(step: number, terms: Readonly<Record<string, tf.Scalar>>, images: number): void {
    for (const [term, value] of Object.entries(terms)) this.pending.push({ step, term, value, images });
  }

  /**
   * Reads the terms added since the last call and returns their means.
   *
   * @throws DivergenceError for the first value that is not finite.
   */
  async read(): Promise<Metrics> {
    const pending = this.pending;
    this.pending = [];
    const read = await Promise.all(pending.map(async (loss) => ({ ...loss, number: (await loss.value.data())[0] })));
    for (const { value } of pending) value.dispose();
    const [first, ...others] = read.filter(({ number }) => !Number.isFinite(number));
    if (first !== undefined) {
      // An objective that repeats has each of its terms several times in a step.
      const terms = new Set(others.filter(({ step }) => step === first.step).map(({ term }) => this.scope + term));
      terms.delete(this.scope + first.term);
      throw new DivergenceError(this.scope + first.term, this.epoch, first.step, first.number, [...terms]);
    }
    const recent: Sums = new Map();
    for (const { term, number, images } of read) {
      for (const sums of [recent, this.sums]) {
        const sum = sums.get(term) ?? { total: 0, images: 0 };
        sums.set(term, { total: sum.total + number * images, images: sum.images + images });
      }
    }
    return meansOf(recent);
  }

  /** Returns the mean of each term over everything read so far. */
  means(): Metrics {
    return meansOf(this.sums);
  }

  /** Frees the terms that were not read. */
  dispose(): void {
    for (const { value } of this.pending) value.dispose();
    this.pending = [];
  }
}

type Sums = Map<string, { readonly total: number; readonly images: number }>;

function meansOf(sums: Sums): Metrics {
  return Object.fromEntries([...sums].map(([term, { total, images }]) => [term, total / images]));
}
