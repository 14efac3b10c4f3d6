import { ArgumentError, checkInteger, checkNumber, checkOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { checkMethods } from '../check';
import type { Decoder } from '../interfaces';
import { asRow, type Code } from './code';
import { normalQuantile } from './normal-quantile';
import { varyDimensions } from './vary-dimensions';

/** Options of {@link latentGrid}. */
export interface LatentGridOptions {
  /** How many values each of the two dimensions takes, at least 2. Default 15. */
  readonly steps?: number;
  /** The least and the greatest value, with equal distances between. Default: quantiles instead. */
  readonly range?: readonly [number, number];
  /**
   * The least and the greatest probability, both above 0 and below 1, with equal distances between: the values are the
   * standard normal distribution's quantiles there, so that each stands for as much of the prior. Default [0.05, 0.95].
   */
  readonly quantiles?: readonly [number, number];
  /** The two dimensions that vary, to the right and upwards. Default [0, 1]. */
  readonly dimensions?: readonly [number, number];
  /** The code that gives the other dimensions their values. Default zeros. */
  readonly base?: Code;
}

/** Decoded images of a plane of codes, and where on it each row and column lies. */
export interface LatentGrid {
  /** [steps * steps, height, width, channels], row after row from the top. */
  readonly images: tf.Tensor4D;
  /** The value of `dimensions[0]` in each column, ascending. */
  readonly columns: number[];
  /** The value of `dimensions[1]` in each row, descending, as upwards on a chart. */
  readonly rows: number[];
}

/** A picture of the manifold that two latent dimensions span (Kingma & Welling 2014, arXiv:1312.6114v11, figure 4). */
export function latentGrid(decoder: Decoder, options: LatentGridOptions = {}): LatentGrid {
  checkMethods('decoder', decoder, 'decode');
  checkOptions('options', options, { steps: true, range: true, quantiles: true, dimensions: true, base: true });
  const { latentDim } = decoder;
  const { dimensions = [0, 1], base } = options;
  if (!Array.isArray(dimensions) || dimensions.length !== 2 || dimensions[0] === dimensions[1]) {
    throw new ArgumentError('dimensions', 'two different ones', dimensions);
  }
  for (const dimension of dimensions) checkInteger('dimensions', dimension, { from: 0, to: latentDim - 1 });
  const columns = axisValues(options);
  const rows = columns.toReversed();
  const values = rows.flatMap((y) => columns.map((x) => [x, y]));
  const images = tf.tidy(() => {
    const code = base === undefined ? tf.zeros<tf.Rank.R2>([1, latentDim]) : asRow('base', base, latentDim);
    return decoder.decode(varyDimensions(code, dimensions, values));
  });
  return { images, columns, rows };
}

function axisValues({ steps = 15, range, quantiles }: LatentGridOptions): number[] {
  checkInteger('steps', steps, { from: 2 });
  if (range === undefined) {
    const probabilities = spaced('quantiles', steps, quantiles ?? [0.05, 0.95]);
    if (probabilities[0] <= 0 || probabilities[steps - 1] >= 1) {
      throw new ArgumentError('quantiles', 'probabilities above 0 and below 1', quantiles);
    }
    return probabilities.map(normalQuantile);
  }
  if (quantiles !== undefined) throw new ArgumentError('quantiles', 'none beside a range', quantiles);
  return spaced('range', steps, range);
}

/** `steps` numbers from the first to the second of `ends`. */
function spaced(argument: string, steps: number, ends: readonly [number, number]): number[] {
  if (!Array.isArray(ends) || ends.length !== 2) throw new ArgumentError(argument, 'an ascending pair', ends);
  const [from, to] = ends;
  checkNumber(argument, from);
  checkNumber(argument, to);
  if (!(from < to)) throw new ArgumentError(argument, 'an ascending pair', ends);
  return Array.from({ length: steps }, (_, i) => from + ((to - from) * i) / (steps - 1));
}
