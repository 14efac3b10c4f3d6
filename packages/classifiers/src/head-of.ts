import { ArgumentError } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { buildHead } from './build-head';
import { logitsOf } from './classifier-network';
import type { TransferSettings } from './transfer-options';

/** A network from codes of a given size to logits. */
export interface Head {
  readonly head: LayersModel;
  /** Number of classes, which is the number of logits per code. */
  readonly classes: number;
}

/** Returns the head given, or builds one. Throws an {@link ArgumentError} unless it maps codes of size `codeDim` to logits. */
export function headOf(settings: TransferSettings, codeDim: number): Head {
  if (!('head' in settings)) return { head: buildHead(settings, codeDim), classes: settings.classes };
  const { head } = settings;
  const [{ shape }] = head.inputs;
  // The heads of version 0.1 take codes as images of 1 x 1 pixel.
  const shapes = [[codeDim], [1, 1, codeDim]].map(String);
  if (head.inputs.length !== 1 || !shapes.includes(String(shape.slice(1)))) {
    throw new ArgumentError('head', `a network from codes [n, ${codeDim}] to logits [n, classes]`, shape);
  }
  return { head, classes: logitsOf('head', head).classes };
}

/** Returns codes [n, codeDim] in the shape of the head's input. */
export function headInput({ inputs: [{ shape }] }: LayersModel, codes: tf.Tensor2D): tf.Tensor {
  return shape.length === 2 ? codes : tf.reshape(codes, [-1, ...(shape.slice(1) as number[])]);
}
