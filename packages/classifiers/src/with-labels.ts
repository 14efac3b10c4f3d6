import { ArgumentError, type ImageBatch, type ImageDataset } from '@ae-lab/core';
import { checkDataset, checkInteger } from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Returns the same images with other labels, such as those of {@link labelSpreading}, without the images whose label is -1.
 *
 * ```ts
 * const relabelled = withLabels(data, labels, 10);
 * await classifier.fit(relabelled, { epochs: 5 });
 * ```
 *
 * @param labels a class index in [0, classes), or -1, for each image.
 * @throws ArgumentError for another number of labels, and for labels that are not classes.
 */
export function withLabels(data: ImageDataset, labels: ArrayLike<number>, classes: number): ImageDataset {
  checkDataset('data', data);
  checkInteger('classes', classes, { from: 1 });
  if (labels?.length !== data.size) {
    throw new ArgumentError('labels', `${data.size} labels, one per image`, labels?.length ?? labels);
  }
  const all = Int32Array.from(labels, (label) => checkInteger('labels', label, { from: -1, to: classes - 1 }));
  const positions = Array.from(all.keys()).filter((position) => all[position] >= 0);
  const own = Int32Array.from(positions, (position) => all[position]);
  return {
    size: own.length,
    imageShape: data.imageShape,
    labels: own,
    classes,
    batch(indices) {
      if (!Number.isInteger(indices?.length)) {
        throw new ArgumentError('indices', 'an array of whole numbers', indices);
      }
      const chosen = Int32Array.from(indices, (index) =>
        checkInteger('indices', index, { from: 0, to: own.length - 1 }),
      );
      const relabelled = ({ labels: replaced, ...batch }: ImageBatch): ImageBatch => {
        replaced?.dispose();
        const chosenLabels = chosen.map((index) => own[index]);
        return { ...batch, labels: tf.tensor1d(chosenLabels, 'int32'), indices: chosen };
      };
      const batch = data.batch(Array.from(chosen, (index) => positions[index]));
      return 'then' in batch ? batch.then(relabelled) : relabelled(batch);
    },
  };
}
