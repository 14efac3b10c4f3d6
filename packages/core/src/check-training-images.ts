import type { ImageShape } from '@ae-lab/base';
import { checkImageShape } from './check';
import { checkPixelRange } from './check-pixel-range';
import type { ImageDataset } from './interfaces';

/**
 * Throws an `ArgumentError` that names the argument unless all images given to a model's `fit` have its shape. If `network`
 * names a network that needs such pixels (see {@link checkPixelRange}), the first 256 of each data set must be in [0, 1] too.
 */
export async function checkTrainingImages(
  given: { readonly data: ImageDataset; readonly validation?: ImageDataset },
  imageShape: ImageShape,
  network?: string,
): Promise<void> {
  for (const argument of ['data', 'validation'] as const) {
    const images = given[argument];
    if (images === undefined) continue;
    checkImageShape(`${argument}.imageShape`, images.imageShape, imageShape);
    if (network !== undefined) await checkPixelRange(argument, images, network);
  }
}
