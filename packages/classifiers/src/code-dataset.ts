import * as core from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/** The codes of a data set, computed once and kept in memory. */
export class CodeDataset implements core.Dataset<core.SampleBatch<tf.Rank.R2>> {
  readonly size: number;
  /** [codeDim]. */
  readonly sampleShape: readonly [number];
  readonly labels?: Int32Array;

  private constructor(
    /** [size, codeDim], flat. */
    readonly codes: Float32Array,
    { size, labels }: core.ImageDataset,
  ) {
    this.size = size;
    this.sampleShape = [codes.length / size];
    this.labels = labels;
  }

  /** Encodes a data set. Throws an `ArgumentError` if a code is not finite. */
  static async of(data: core.ImageDataset, encoder: core.Encoder): Promise<CodeDataset> {
    const { values: codes } = await core.encodeDataset(encoder, data);
    const wrong = codes.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) {
      const image = Math.floor((wrong * data.size) / codes.length);
      throw new core.ArgumentError('encoder', 'codes of finite numbers', `${codes[wrong]} for image ${image}`);
    }
    return new CodeDataset(codes, data);
  }

  batch(positions: ArrayLike<number>): core.SampleBatch<tf.Rank.R2> {
    const [codeDim] = this.sampleShape;
    const indices = Int32Array.from(positions);
    const values = new Float32Array(indices.length * codeDim);
    indices.forEach((index, i) => {
      values.set(this.codes.subarray(index * codeDim, (index + 1) * codeDim), i * codeDim);
    });
    const { labels } = this;
    return {
      samples: tf.tensor2d(values, [indices.length, codeDim]),
      labels:
        labels &&
        tf.tensor1d(
          indices.map((index) => labels[index]),
          'int32',
        ),
      indices,
    };
  }
}
