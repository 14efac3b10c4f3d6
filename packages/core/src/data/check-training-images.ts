import type { ImageShape } from '@ae-lab/base';
import { checkImageShape } from '../check';
import { checkPixelRange } from './check-pixel-range';
import type { ImageDataset } from './dataset';

/**
 * Returns the `check` of a training step: all images have to be of the model's shape and, if `network` names a network that needs
 * such pixels (see {@link checkPixelRange}), the first 256 of each data set in [0, 1].
 */
export function checkTrainingImages(imageShape: ImageShape, network?: string) {
  return async (argument: string, data: ImageDataset): Promise<void> => {
    checkImageShape(`${argument}.imageShape`, data.imageShape, imageShape);
    if (network !== undefined) await checkPixelRange(argument, data, network);
  };
}
