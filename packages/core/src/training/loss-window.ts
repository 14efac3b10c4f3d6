import { DivergenceError, type Metrics } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * Collects the loss terms of a stretch of steps on the device and reads them together, so that a step never waits for the
 * device. Means are weighted by the number of images.
 */
export class LossWindow {
  private pending: {
    readonly step: number;
    readonly term: string;
    readonly value: tf.Scalar;
    readonly images: number;
  }[] = [];
  private readonly sums: Sums = new Map();

  /** @param scope put before the name of a term that diverged. */
  constructor(
    private readonly epoch: number,
    private readonly scope = '',
  ) {}

  add(step: number, terms: Readonly<Record<string, tf.Scalar>>, images: number): void {
    for (const [term, value] of Object.entries(terms)) this.pending.push({ step, term, value, images });
  }

  /**
   * Reads what has come since the last time and gives its means. Throws a {@link DivergenceError} for the first value that is
   * not finite.
   */
  async read(): Promise<Metrics> {
    const pending = this.pending;
    this.pending = [];
    const read = await Promise.all(pending.map(async (loss) => ({ ...loss, number: (await loss.value.data())[0] })));
    for (const { value } of pending) value.dispose();
    const [first, ...others] = read.filter(({ number }) => !Number.isFinite(number));
    if (first !== undefined) {
      const also = others.filter(({ step }) => step === first.step).map(({ term }) => this.scope + term);
      throw new DivergenceError(this.scope + first.term, this.epoch, first.step, first.number, also);
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

  /** The mean of each term over all that has been read. */
  means(): Metrics {
    return meansOf(this.sums);
  }

  dispose(): void {
    for (const { value } of this.pending) value.dispose();
    this.pending = [];
  }
}

type Sums = Map<string, { readonly total: number; readonly images: number }>;

function meansOf(sums: Sums): Metrics {
  return Object.fromEntries([...sums].map(([term, { total, images }]) => [term, total / images]));
}
