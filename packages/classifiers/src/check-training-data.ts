import type { ImageDataset, ImageShape } from '@ae-lab/core';
import { checkImageShape, checkLabelledData } from '@ae-lab/core/internal';

/**
 * Throws an `ArgumentError` unless the images given to a classifier's `fit`, for training and for validation, have its shape and
 * labels among its classes.
 */
export function checkTrainingData(
  { imageShape, classes }: { readonly imageShape: ImageShape; readonly classes: number },
  data: ImageDataset,
  validation: ImageDataset | undefined,
): void {
  const given = validation === undefined ? { data } : { data, validation };
  for (const [argument, images] of Object.entries(given)) {
    checkLabelledData(argument, images, classes);
    checkImageShape(`${argument}.imageShape`, images.imageShape, imageShape);
  }
}
