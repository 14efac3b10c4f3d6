import { checkNumber } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer';

/**
 * An optimizer that also minimises `l2` / 2 times the squared length of all that it trains, by adding `l2` times each weight
 * to its gradient: PyTorch's `weight_decay`, and half of what Keras calls an L2 regulariser of that number. Unlike the
 * decoupled decay of `adamW`, the penalty passes through the optimizer's moments.
 *
 * @param l2 at least 0. Throws an ArgumentError otherwise.
 */
export function withL2(optimizer: Optimizer, l2: number): Optimizer {
  checkNumber('l2', l2, { from: 0 });
  return {
    ...optimizer,
    name: `${optimizer.name}-l2`,
    update: (variable, gradient, slots, step) =>
      optimizer.update(variable, tf.add(gradient, tf.mul(variable, l2)), slots, step),
  };
}
