import { type Rng, randomNormal } from '@ae-lab/core';
import {
  add,
  argMax,
  cast,
  div,
  gather,
  getBackend,
  lessEqual,
  matMul,
  mean,
  mul,
  oneHot,
  ones,
  type Rank,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
  unsortedSegmentSum,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';

/** An entry that is used by less than this part of the even share is dead. */
const DEAD = 0.05;

/**
 * Vectors that move to the mean of those nearest to them (van den Oord et al. 2017, "Neural discrete representation learning",
 * arXiv:1711.00937v2, appendix A.1): moving averages of how many came, and of their sum. Beyond the paper, entries that
 * nothing comes near any more are put where some vector is, with the even share as their count; all averages begin at 0,
 * so the first vectors do this to most of a new codebook.
 */
export class Codebook {
  /** The vectors, [size, dimension]. */
  readonly entries: Variable<Rank.R2>;
  /** How many vectors come near each entry at a time, [size]. */
  readonly counts: Variable<Rank.R1>;
  /** The sum of those vectors, [size, dimension]. */
  readonly sums: Variable<Rank.R2>;

  /**
   * @param size the number of entries, at least 1.
   * @param dimension of each entry, at least 1.
   * @param decay how much of the averages stays from one update to the next, in [0, 1).
   * @param rng draws the first entries.
   */
  constructor(
    readonly size: number,
    readonly dimension: number,
    private readonly decay: number,
    rng: Rng,
  ) {
    const first = randomNormal([size, dimension], rng) as Tensor2D;
    this.entries = tidy(() => variable(first, false));
    first.dispose();
    this.counts = tidy(() => variable(zeros([size]) as Tensor1D, false));
    this.sums = tidy(() => variable(zeros([size, dimension]) as Tensor2D, false));
  }

  /** All that an update changes. */
  get state(): Variable[] {
    return [this.entries, this.counts, this.sums];
  }

  /** The index of the entry nearest to each vector, [n] of int32, for vectors [..., dimension]; the first of several. */
  nearest(vectors: Tensor): Tensor1D {
    return tidy(() => {
      const halfSquares = mul(sum(square(this.entries), 1), 0.5);
      return argMax(sub(matMul(this.flat(vectors), this.entries, false, true), halfSquares), 1) as Tensor1D;
    });
  }

  /**
   * One step of the moving averages for vectors [..., dimension] and the indices of the entries nearest to them, [n]; `rng`
   * chooses vectors for dead entries.
   */
  update(vectors: Tensor, indices: Tensor1D, rng: Rng): void {
    tidy(() => {
      const points = this.flat(vectors);
      const count = points.shape[0];
      const average = (old: Tensor, now: Tensor) => add(mul(old, this.decay), mul(now, 1 - this.decay));
      const counts = average(this.counts, reshape(segmentSums(ones([count, 1]), indices, this.size), [-1]));
      const sums = average(this.sums, segmentSums(points, indices, this.size));

      const share = mean(counts);
      const dead = cast(lessEqual(counts, mul(share, DEAD)), 'float32');
      const draws = Int32Array.from({ length: this.size }, () => rng.integer(count));
      const reborn = mul(gather(points, tensor1d(draws, 'int32')), share);
      const deadRows = reshape(dead, [-1, 1]);
      this.counts.assign(add(counts, mul(dead, sub(share, counts))) as Tensor1D);
      this.sums.assign(add(sums, mul(deadRows, sub(reborn, sums))) as Tensor2D);
      this.entries.assign(div(this.sums, reshape(this.counts, [-1, 1])) as Tensor2D);
    });
  }

  dispose(): void {
    for (const each of this.state) each.dispose();
  }

  private flat(vectors: Tensor): Tensor2D {
    return reshape(vectors, [-1, this.dimension]);
  }
}

/**
 * The sum of those rows [n, width] that each of `size` indices stands for, [size, width]. On WebGPU as a product with one-hot
 * rows: its own kernel adds atomically, in whatever order the threads come, and no two trainings would be the same.
 */
function segmentSums(rows: Tensor2D, indices: Tensor1D, size: number): Tensor2D {
  if (getBackend() !== 'webgpu') return unsortedSegmentSum(rows, indices, size);
  return matMul(cast(oneHot(indices, size), 'float32') as Tensor2D, rows, true);
}
