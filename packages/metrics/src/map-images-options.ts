import { type Description, kind, optional } from '@ae-lab/core';

/** Options of all functions that pass a data set through a model. */
export interface MapImagesOptions {
  /** Number of images per batch, at least 1. It changes memory and speed, not the result. Default 256. */
  readonly batchSize?: number;
}

/** The description of {@link MapImagesOptions}. */
export const MAP_IMAGES_OPTIONS = {
  batchSize: optional(kind.integer({ from: 1 }), 256),
} satisfies Description<MapImagesOptions>;
