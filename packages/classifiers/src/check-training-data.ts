import type { ImageDataset, ImageShape } from '@ae-lab/core';
import { checkImageShape, checkLabelledData } from '@ae-lab/core/internal';

/**
 * Throws an `ArgumentError` that names the argument unless the images for a classifier's training or validation have its shape
 * and labels among its classes.
 */
export function checkTrainingData(
  { imageShape, classes }: { readonly imageShape: ImageShape; readonly classes: number },
  argument: string,
  data: ImageDataset,
): void {
  checkLabelledData(argument, data, classes);
  checkImageShape(`${argument}.imageShape`, data.imageShape, imageShape);
}
