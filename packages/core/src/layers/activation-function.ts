import * as tf from '@tensorflow/tfjs-core';
import { runFused } from '../kernels';

/** The activations whose derivative follows from their output, so that training keeps one tensor a layer. */
export const ACTIVATIONS = ['linear', 'relu', 'leakyrelu', 'elu', 'sigmoid', 'tanh'] as const;

/** What layers and architectures may be told to end in. */
export type ActivationName = (typeof ACTIVATIONS)[number];

/** Those that the stock layers know by name, so that a layer can be saved with them. */
export const STOCK_ACTIVATIONS = ['linear', 'relu', 'elu', 'sigmoid', 'tanh'] as const;

export type StockActivation = (typeof STOCK_ACTIVATIONS)[number];

/** The slope of `leakyrelu` below zero (Maas et al. 2013 use 0.01; image models mostly 0.2). */
export const DEFAULT_ALPHA = 0.2;

/** y = f(x), elementwise. */
export function activate(x: tf.Tensor, activation: ActivationName, alpha = DEFAULT_ALPHA): tf.Tensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return tf.relu(x);
    case 'leakyrelu':
      return tf.leakyRelu(x, alpha);
    case 'elu':
      return tf.elu(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'tanh':
      return tf.tanh(x);
  }
}

/**
 * The same for second derivatives: TensorFlow.js loses a part of those of its tanh, sigmoid and elu, whose gradients it takes
 * from the result instead of from x.
 */
export function activateTwiceDifferentiable(
  x: tf.Tensor,
  activation: ActivationName,
  alpha = DEFAULT_ALPHA,
): tf.Tensor {
  if (activation === 'linear') return x;
  const apply = tf.customGrad((...[input, save]: (tf.Tensor | tf.GradSaveFunc)[]) => {
    (save as tf.GradSaveFunc)([input as tf.Tensor]);
    const slope = (at: tf.Tensor) => derivative(activate(at, activation, alpha), activation, alpha);
    const value = activate(input as tf.Tensor, activation, alpha);
    return { value, gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, slope(saved)) };
  });
  return apply(x);
}

/** The gradients behind y = f(x + bias): `dx` like `dy`, `bias` [channels]. */
export interface ActivationGradient {
  readonly dx: tf.Tensor;
  readonly bias: tf.Tensor;
}

/** The gradients of y = f(x + bias) by x and bias, from y and the gradient `dy` [..., channels]. */
export function activationGradient(
  dy: tf.Tensor,
  y: tf.Tensor,
  activation: ActivationName,
  alpha = DEFAULT_ALPHA,
): ActivationGradient {
  const allButLast = dy.shape.slice(0, -1).map((_, axis) => axis);
  if (activation === 'linear') return { dx: dy, bias: tf.sum(dy, allButLast) };
  const fused = runFused('AeLabActivationGradient', { dy, y }, { activation, alpha });
  if (fused !== undefined) return { dx: fused[0], bias: fused[1] };
  const dx = tf.mul(dy, derivative(y, activation, alpha));
  return { dx, bias: tf.sum(dx, allButLast) };
}

function derivative(y: tf.Tensor, activation: Exclude<ActivationName, 'linear'>, alpha: number): tf.Tensor {
  switch (activation) {
    case 'relu':
      return tf.step(y);
    case 'leakyrelu':
      return tf.step(y, alpha);
    case 'elu':
      return tf.add(tf.step(y), tf.mul(tf.step(tf.mul(y, -1)), tf.add(y, 1)));
    case 'sigmoid':
      return tf.mul(y, tf.sub(1, y));
    case 'tanh':
      return tf.sub(1, tf.square(y));
  }
}
