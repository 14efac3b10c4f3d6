import { ArgumentError, type Rng, randomNormal, type SavedTensor } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/** The fraction of the even share of vectors below which an entry is dead. */
const DEAD = 0.05;

/**
 * Vectors that move to the mean of those nearest to them (van den Oord et al. 2017, "Neural discrete representation learning",
 * arXiv:1711.00937v2, appendix A.1): the ratio of two moving averages, of the sum of those vectors and of their number. Beyond the
 * paper, a dead entry, which no vector comes near any more, is moved to some vector and gets the even share as its count. All averages
 * begin at 0, so the first batch does this to most of a new codebook.
 */
export class Codebook {
  /** The vectors, [size, dimension]. */
  readonly entries: tf.Variable<tf.Rank.R2>;
  /** The moving average of the number of vectors nearest to each entry, [size]. */
  readonly counts: tf.Variable<tf.Rank.R1>;
  /** The moving average of the sum of those vectors, [size, dimension]. */
  readonly sums: tf.Variable<tf.Rank.R2>;

  /**
   * @param size the number of entries, at least 1.
   * @param dimension the size of each entry, at least 1.
   * @param decay the fraction of the averages that stays from one update to the next, in [0, 1).
   * @param rng draws the first entries.
   */
  constructor(
    readonly size: number,
    readonly dimension: number,
    private readonly decay: number,
    rng: Rng,
  ) {
    const first = randomNormal([size, dimension], rng) as tf.Tensor2D;
    this.entries = tf.tidy(() => tf.variable(first, false));
    first.dispose();
    this.counts = tf.tidy(() => tf.variable(tf.zeros([size]) as tf.Tensor1D, false));
    this.sums = tf.tidy(() => tf.variable(tf.zeros([size, dimension]) as tf.Tensor2D, false));
  }

  /** Everything that an update changes, by its name in a save. */
  get tensors(): Readonly<Record<'entries' | 'counts' | 'sums', tf.Variable>> {
    const { entries, counts, sums } = this;
    return { entries, counts, sums };
  }

  /** Everything that an update changes. */
  get state(): tf.Variable[] {
    return Object.values(this.tensors);
  }

  /** Returns the tensors that a save of a codebook of so many entries must hold. */
  static savedTensors(size: number): Readonly<Record<'entries' | 'counts' | 'sums', SavedTensor>> {
    const vectors = { dtype: 'float32', shape: [size, 'embeddingDim'] } as const;
    return { entries: vectors, counts: { dtype: 'float32', shape: [size] }, sums: vectors };
  }

  /**
   * Takes on the values of a save's tensors, which still belong to the caller.
   *
   * @throws ArgumentError for vectors of another dimension.
   */
  restore(saved: Readonly<Record<string, tf.Tensor>>): void {
    const { shape } = saved.entries;
    if (shape[1] !== this.dimension) {
      throw new ArgumentError('tensors.entries', `vectors of size ${this.dimension}, as the encoder gives`, shape);
    }
    for (const [name, variable] of Object.entries(this.tensors)) variable.assign(saved[name]);
  }

  /** Returns the index of the entry nearest to each vector, [n] of int32, for vectors [..., dimension]; the first of several. */
  nearest(vectors: tf.Tensor): tf.Tensor1D {
    return tf.tidy(() => {
      const halfSquares = tf.mul(tf.sum(tf.square(this.entries), 1), 0.5);
      return tf.argMax(tf.sub(tf.matMul(this.flat(vectors), this.entries, false, true), halfSquares), 1) as tf.Tensor1D;
    });
  }

  /** Draws for each entry which of `count` vectors it moves to if it is dead, [size] of int32. */
  replacements(count: number, rng: Rng): tf.Tensor1D {
    return tf.tensor1d(
      Int32Array.from({ length: this.size }, () => rng.integer(count)),
      'int32',
    );
  }

  /**
   * Updates the moving averages.
   *
   * @param vectors [..., dimension], n in all.
   * @param indices those of the entries nearest to them, [n].
   * @param replacements the vector that each entry moves to if it is dead, [size] of int32.
   */
  update(vectors: tf.Tensor, indices: tf.Tensor1D, replacements: tf.Tensor1D): void {
    tf.tidy(() => {
      const points = this.flat(vectors);
      const count = points.shape[0];
      const average = (old: tf.Tensor, now: tf.Tensor) => tf.add(tf.mul(old, this.decay), tf.mul(now, 1 - this.decay));
      const counts = average(this.counts, tf.reshape(segmentSums(tf.ones([count, 1]), indices, this.size), [-1]));
      const sums = average(this.sums, segmentSums(points, indices, this.size));

      const share = tf.mean(counts);
      const dead = tf.cast(tf.lessEqual(counts, tf.mul(share, DEAD)), 'float32');
      const reborn = tf.mul(tf.gather(points, replacements), share);
      const deadRows = tf.reshape(dead, [-1, 1]);
      this.counts.assign(tf.add(counts, tf.mul(dead, tf.sub(share, counts))) as tf.Tensor1D);
      this.sums.assign(tf.add(sums, tf.mul(deadRows, tf.sub(reborn, sums))) as tf.Tensor2D);
      this.entries.assign(tf.div(this.sums, tf.reshape(this.counts, [-1, 1])) as tf.Tensor2D);
    });
  }

  dispose(): void {
    for (const each of this.state) each.dispose();
  }

  private flat(vectors: tf.Tensor): tf.Tensor2D {
    return tf.reshape(vectors, [-1, this.dimension]);
  }
}

/**
 * Returns the sum of the rows [n, width] with each of `size` indices, [size, width]. On WebGPU it is a product with one-hot rows: the
 * backend's own kernel adds atomically, in no fixed order, so no two trainings would be the same.
 */
function segmentSums(rows: tf.Tensor2D, indices: tf.Tensor1D, size: number): tf.Tensor2D {
  if (tf.getBackend() !== 'webgpu') return tf.unsortedSegmentSum(rows, indices, size);
  return tf.matMul(tf.cast(tf.oneHot(indices, size), 'float32') as tf.Tensor2D, rows, true);
}
