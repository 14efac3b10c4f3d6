import * as tf from '@tensorflow/tfjs-core';
import { runFused } from '../kernels';

/** The name of an activation whose derivative follows from its output, so that training keeps one tensor per layer. */
export type ActivationName = 'linear' | 'relu' | 'leakyrelu' | 'elu' | 'sigmoid' | 'tanh';

/** The name of an activation that the stock layers know too, so that a layer can be saved with it. */
export type StockActivation = Exclude<ActivationName, 'leakyrelu'>;

/** Every {@link StockActivation}. */
export const STOCK_ACTIVATIONS = ['linear', 'relu', 'elu', 'sigmoid', 'tanh'] as const satisfies StockActivation[];

/** Every {@link ActivationName}. */
export const ACTIVATIONS = [
  'linear',
  'relu',
  'leakyrelu',
  'elu',
  'sigmoid',
  'tanh',
] as const satisfies ActivationName[];

/** The slope of `leakyrelu` below zero (Maas et al. 2013 use 0.01; image models mostly 0.2). */
const DEFAULT_ALPHA = 0.2;

/** Returns y = f(x), elementwise. */
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

/** Computes f(z) with a kernel that fuses any activation but tanh, which is applied to the result instead. */
export function fuseActivation(
  activation: StockActivation,
  runKernel: (fused: Exclude<StockActivation, 'tanh'>) => tf.Tensor,
): tf.Tensor {
  return activation === 'tanh' ? activate(runKernel('linear'), activation) : runKernel(activation);
}

/** Returns y = f(x), elementwise, as one node of the gradient tape that keeps one tensor. */
export function activateOnTape(
  x: tf.Tensor,
  activation: ActivationName,
  secondDerivatives = false,
  alpha = DEFAULT_ALPHA,
): tf.Tensor {
  if (secondDerivatives) return activateTwiceDifferentiable(x, activation, alpha);
  if (activation === 'linear') return x;
  const apply = tf.customGrad((...[input, save]: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const value = activate(input as tf.Tensor, activation, alpha);
    (save as tf.GradSaveFunc)([value]);
    return { value, gradFunc: (dy: tf.Tensor, [y]: tf.Tensor[]) => activationGradient(dy, y, activation, alpha).dx };
  });
  return apply(x);
}

/**
 * Returns y = f(x), elementwise, for second derivatives: TensorFlow.js loses part of those of its tanh, sigmoid and elu, whose
 * gradients it computes from the result instead of from x.
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

/** The gradients of y = f(x + bias): `dx` of the shape of x, `bias` [channels]. */
export interface ActivationGradient {
  readonly dx: tf.Tensor;
  readonly bias: tf.Tensor;
}

/** Returns the gradients of y = f(x + bias) with respect to x and bias, from y and its gradient `dy` [..., channels]. */
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
