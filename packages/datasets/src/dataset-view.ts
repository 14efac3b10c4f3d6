import type { ImageBatch, ImageDataset, ImageShape } from '@ae-lab/core';
import { checkImageShape, DATASET } from '@ae-lab/core/internal';
import { checkIndices } from './check-indices';
import { DatasetViews } from './dataset-views';

/** Some images of a data set, in an order of their own; see {@link viewOf}. */
export class DatasetView extends DatasetViews<DatasetView> implements ImageDataset {
  /** [height, width, channels] of every image. */
  readonly imageShape: ImageShape;
  readonly sampleShape: ImageShape;

  constructor(
    private readonly source: ImageDataset,
    rows: Int32Array,
  ) {
    super(source, rows);
    this.imageShape = source.imageShape;
    this.sampleShape = source.imageShape;
  }

  /** Returns the images at `indices`: at once if the source does, late otherwise. What the source throws is passed on. */
  batch(indices: ArrayLike<number>): ImageBatch | Promise<ImageBatch> {
    const positions = checkIndices('indices', indices, this.size);
    const numbered = (batch: ImageBatch): ImageBatch => ({ ...batch, indices: positions });
    const batch = this.source.batch(this.rowsAt(positions));
    return 'then' in batch ? batch.then(numbered) : numbered(batch);
  }

  subset(indices: ArrayLike<number>): DatasetView {
    return new DatasetView(this.source, this.rowsAt(indices));
  }
}

/**
 * Returns a view of all images of a data set, from which parts can be taken, shuffled and split without reading any image. It
 * suits data sets that read their images late; an {@link ArrayDataset} has the same methods itself.
 *
 * ```ts
 * import { type ImageDataset, Rng } from '@ae-lab/core';
 * import { syntheticDigits, viewOf } from '@ae-lab/datasets';
 *
 * const digits = syntheticDigits({ size: 500 });
 * const late: ImageDataset = { ...digits, batch: async (indices) => digits.batch(indices) };
 * const [train, test] = viewOf(late).shuffle(new Rng(1)).split(0.8);
 * console.log(train.size, test.size); // 400 100
 * ```
 *
 * @throws ArgumentError unless `data` is a data set of images, with at least one image.
 */
export function viewOf(data: ImageDataset): DatasetView {
  if (data instanceof DatasetView) return data;
  const { size, imageShape } = DATASET.read('data', data);
  checkImageShape('data.imageShape', imageShape);
  return new DatasetView(
    data,
    Int32Array.from({ length: size }, (_, i) => i),
  );
}
