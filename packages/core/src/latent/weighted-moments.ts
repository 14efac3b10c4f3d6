/** Number of vectors added to the scatter matrix at once, so that its elements are loaded and stored less often. */
const ROWS = 4;

/**
 * Weight, mean and covariance of weighted vectors, in one pass. Sums are taken around a `center`, which is best near the
 * mean: sums around zero suffer from cancellation.
 *
 * ```ts
 * const moments = new WeightedMoments(Float64Array.of(0, 0));
 * moments.add([1, 2, 3, 4], 0, 0.5);
 * moments.add([1, 2, 3, 4], 2, 0.5);
 * moments.mean(); // [2, 3]
 * ```
 */
export class WeightedMoments {
  /** The sum of the weights so far. */
  weight = 0;
  private readonly size: number;
  private readonly sum: Float64Array;
  /** The lower triangle of the sum of w (x - center) (x - center)ᵀ. */
  private readonly scatter: Float64Array;
  private readonly pending: Float64Array;
  private pendingRows = 0;

  constructor(private readonly center: Float64Array) {
    this.size = center.length;
    this.sum = new Float64Array(this.size);
    this.scatter = new Float64Array(this.size * this.size);
    this.pending = new Float64Array(ROWS * this.size);
  }

  /** Adds the vector that starts at index `start` of `values`. */
  add(values: ArrayLike<number>, start: number, weight = 1): void {
    const { size, sum, center, pending } = this;
    const [row, scale] = [this.pendingRows * size, Math.sqrt(weight)];
    for (let i = 0; i < size; i++) {
      const offset = values[start + i] - center[i];
      sum[i] += weight * offset;
      pending[row + i] = scale * offset;
    }
    this.weight += weight;
    if (++this.pendingRows === ROWS) this.addPending();
  }

  /** Returns the weighted mean, [size]. */
  mean(): Float64Array {
    return this.center.map((value, i) => value + this.sum[i] / this.weight);
  }

  /** Returns the maximum-likelihood covariance (divided by the weight) plus `regularization` on the diagonal, [size, size]. */
  covariance(regularization: number): Float64Array {
    this.addPending();
    const { size, sum, scatter, weight } = this;
    const covariance = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const value = scatter[i * size + j] / weight - (sum[i] / weight) * (sum[j] / weight);
        covariance[i * size + j] = covariance[j * size + i] = value;
      }
      covariance[i * size + i] += regularization;
    }
    return covariance;
  }

  private addPending(): void {
    const { size, scatter, pending } = this;
    pending.fill(0, this.pendingRows * size);
    this.pendingRows = 0;
    const row1 = size;
    const row2 = 2 * size;
    const row3 = 3 * size;
    for (let i = 0; i < size; i++) {
      const a = pending[i];
      const b = pending[row1 + i];
      const c = pending[row2 + i];
      const d = pending[row3 + i];
      const row = i * size;
      for (let j = 0; j <= i; j++) {
        scatter[row + j] += a * pending[j] + b * pending[row1 + j] + c * pending[row2 + j] + d * pending[row3 + j];
      }
    }
  }
}

/** Returns the moments of equally weighted vectors [n, size], row after row. */
export function momentsAround(center: Float64Array, values: ArrayLike<number>): WeightedMoments {
  const moments = new WeightedMoments(center);
  for (let start = 0; start < values.length; start += center.length) moments.add(values, start);
  return moments;
}
