import { type Codes, codeAt, readTensors } from '@ae-lab/core';
import type * as tf from '@tensorflow/tfjs-core';

/** The pixels of some images, and the class that a classifier sees in each. */
export interface ReadImages {
  readonly images: Float32Array;
  readonly read: readonly number[];
}

/**
 * Decodes images from the codes of each case.
 *
 * @param codes the codes of all cases, `size` each, one case after the other.
 * @param decode decodes any number of images from the codes of one case, each [1, latentDim].
 */
export async function decodeCases(
  codes: Codes,
  size: number,
  classifier: { classify(images: tf.Tensor4D): tf.Tensor1D },
  decode: (codes: tf.Tensor2D[]) => tf.Tensor4D,
): Promise<ReadImages[]> {
  const decoded: ReadImages[] = [];
  for (let start = 0; start < codes.values.length / codes.dimension; start += size) {
    const [images, read] = await readTensors(() => {
      const pixels = decode(Array.from({ length: size }, (_, i) => codeAt(codes, start + i)));
      return [pixels, classifier.classify(pixels)];
    });
    decoded.push({ images, read: Array.from(read) });
  }
  return decoded;
}
