import * as core from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/** The codes of a data set, computed once and kept in memory, as images of 1 x 1 pixel with one channel per dimension. */
export class CodeDataset implements core.ImageDataset {
  readonly size: number;
  readonly imageShape: core.ImageShape;
  readonly labels?: Int32Array;
  readonly classes: number;

  private constructor(
    /** [size, codeDim], flat. */
    readonly codes: Float32Array,
    { size, labels, classes }: core.ImageDataset,
  ) {
    this.size = size;
    this.imageShape = [1, 1, codes.length / size];
    this.labels = labels;
    this.classes = classes;
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

  batch(indices: ArrayLike<number>): core.Batch {
    const length = this.imageShape[2];
    const values = new Float32Array(indices.length * length);
    const positions = Int32Array.from(indices);
    positions.forEach((position, i) => {
      values.set(this.codes.subarray(position * length, (position + 1) * length), i * length);
    });
    const { labels } = this;
    return {
      images: tf.tensor4d(values, [positions.length, 1, 1, length]),
      labels:
        labels &&
        tf.tensor1d(
          positions.map((position) => labels[position]),
          'int32',
        ),
      indices: positions,
    };
  }
}
