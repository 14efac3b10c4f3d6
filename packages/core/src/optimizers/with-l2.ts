import { checkNumber } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { OPTIMIZER } from '../kinds';
import type { Optimizer } from './optimizer';

/**
 * Returns an optimizer that also minimises `l2` / 2 times the squared length of all trained weights, by adding `l2` times each
 * weight to its gradient. This is PyTorch's `weight_decay`, and half of Keras' L2 regulariser of that number. Unlike the
 * decoupled decay of `adamW`, the penalty passes through the optimizer's moments.
 *
 * ```ts
 * import { sgd, withL2 } from '@ae-lab/core';
 *
 * const optimizer = withL2(sgd({ learningRate: 0.1, momentum: 0.9 }), 1e-4);
 * ```
 *
 * @param l2 at least 0.
 * @throws ArgumentError for a negative `l2`, or if `optimizer` is not an optimizer.
 */
export function withL2(optimizer: Optimizer, l2: number): Optimizer {
  OPTIMIZER.read('optimizer', optimizer);
  checkNumber('l2', l2, { from: 0 });
  return {
    ...optimizer,
    name: `${optimizer.name}-l2`,
    update: (variable, gradient, slots, step) =>
      optimizer.update(variable, tf.add(gradient, tf.mul(variable, l2)), slots, step),
  };
}
