import {
  ArgumentError,
  checkInteger,
  type Description,
  type Kind,
  kind,
  optional,
  type Read,
  readOptions,
} from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { checkMethods } from '../check';
import type { Decoder } from '../interfaces';
import { asRow, CODE, type Code } from './code';
import { normalQuantile } from './normal-quantile';
import { varyDimensions } from './vary-dimensions';

/** Options of {@link latentGrid}. */
export interface LatentGridOptions {
  /** Number of values along each of the two dimensions, at least 2. Default 15. */
  readonly steps?: number;
  /** The least and the greatest value, with equal distances between them. Default: by `quantiles` instead. */
  readonly range?: readonly [number, number];
  /**
   * The least and the greatest probability, both above 0 and below 1, with equal distances between them. The values are the
   * quantiles of the standard normal distribution at these probabilities, so that each represents the same share of the prior.
   * Default [0.05, 0.95].
   */
  readonly quantiles?: readonly [number, number];
  /** The two dimensions that vary: the first from left to right, the second from bottom to top. Default [0, 1]. */
  readonly dimensions?: readonly [number, number];
  /** The code that the other dimensions take their values from. Default: zeros. */
  readonly base?: Code;
}

/** Two numbers of one kind in ascending order. */
function ascending(numbers: string, accepts: (number: unknown) => boolean): Kind<readonly [number, number]> {
  return kind.of(
    `an ascending pair of ${numbers}`,
    (value) => Array.isArray(value) && value.length === 2 && value.every(accepts) && value[0] < value[1],
  );
}

const LATENT_GRID = {
  steps: optional(kind.integer({ from: 2 }), 15),
  range: optional(ascending('finite numbers', Number.isFinite)),
  quantiles: optional(
    ascending('probabilities above 0 and below 1', (value) => typeof value === 'number' && value > 0 && value < 1),
  ),
  dimensions: optional(kind.pair(kind.integer({ from: 0 })), [0, 1]),
  base: optional(CODE),
} satisfies Description<LatentGridOptions>;

/** Decoded images of a plane in latent space, and the position of each row and column on it. */
export interface LatentGrid {
  /** [steps * steps, height, width, channels], row after row from the top. */
  readonly images: tf.Tensor4D;
  /** The value of `dimensions[0]` in each column, ascending. */
  readonly columns: number[];
  /** The value of `dimensions[1]` in each row, descending, as on a chart read from the top. */
  readonly rows: number[];
}

/**
 * Decodes the grid that two latent dimensions span (Kingma & Welling 2014, arXiv:1312.6114v11, figure 4).
 *
 * ```ts
 * const { images, columns, rows } = latentGrid(model, { steps: 20, range: [-3, 3], dimensions: [0, 1] });
 * ```
 *
 * @throws ArgumentError if an option is out of range, or `range` and `quantiles` are both given.
 */
export function latentGrid(decoder: Decoder, options: LatentGridOptions = {}): LatentGrid {
  checkMethods('decoder', decoder, 'decode');
  const { latentDim } = decoder;
  const { dimensions, base, ...axis } = readOptions('options', options, LATENT_GRID);
  dimensions.forEach((dimension, i) => {
    checkInteger(`dimensions[${i}]`, dimension, { from: 0, to: latentDim - 1 });
  });
  if (dimensions[0] === dimensions[1]) throw new ArgumentError('dimensions', 'two different ones', dimensions);
  const columns = axisValues(axis);
  const rows = columns.toReversed();
  const values = rows.flatMap((y) => columns.map((x) => [x, y]));
  const images = tf.tidy(() => {
    const code = base === undefined ? tf.zeros<tf.Rank.R2>([1, latentDim]) : asRow('base', base, latentDim);
    return decoder.decode(varyDimensions(code, dimensions, values));
  });
  return { images, columns, rows };
}

function axisValues({
  steps,
  range,
  quantiles,
}: Pick<Read<typeof LATENT_GRID>, 'steps' | 'range' | 'quantiles'>): number[] {
  if (range === undefined) return spaced(steps, quantiles ?? [0.05, 0.95]).map(normalQuantile);
  if (quantiles !== undefined) throw new ArgumentError('quantiles', 'none if there is a range', quantiles);
  return spaced(steps, range);
}

/** Returns `steps` equally spaced numbers, both ends included. */
function spaced(steps: number, [from, to]: readonly [number, number]): number[] {
  return Array.from({ length: steps }, (_, i) => from + ((to - from) * i) / (steps - 1));
}
