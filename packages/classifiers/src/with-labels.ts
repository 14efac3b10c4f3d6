import { ArgumentError, checkInteger, type ImageDataset } from '@ae-lab/core';
import { tensor1d } from '@tensorflow/tfjs-core';

/**
 * The same images with other labels, such as those that {@link labelSpreading} gave.
 *
 * @param labels one class index in [0, classes) an image. Throws an {@link ArgumentError} otherwise.
 */
export function withLabels(data: ImageDataset, labels: ArrayLike<number>, classes: number): ImageDataset {
  checkInteger('classes', classes, 1);
  if (labels.length !== data.size) throw new ArgumentError('labels', `${data.size}, one an image`, labels.length);
  const own = Int32Array.from(labels, (label) => checkInteger('labels', label, 0, classes - 1));
  return {
    size: data.size,
    imageShape: data.imageShape,
    labels: own,
    classes,
    batch(indices) {
      const { labels: replaced, ...batch } = data.batch(indices);
      replaced?.dispose();
      const chosen = batch.indices.map((index) => own[index]);
      return { ...batch, labels: tensor1d(chosen, 'int32') };
    },
  };
}
