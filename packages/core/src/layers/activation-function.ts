import {
  add,
  customGrad,
  elu,
  type GradSaveFunc,
  leakyRelu,
  mul,
  relu,
  sigmoid,
  square,
  step,
  sub,
  sum,
  type Tensor,
  tanh,
} from '@tensorflow/tfjs-core';
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
export function activate(x: Tensor, activation: ActivationName, alpha = DEFAULT_ALPHA): Tensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return relu(x);
    case 'leakyrelu':
      return leakyRelu(x, alpha);
    case 'elu':
      return elu(x);
    case 'sigmoid':
      return sigmoid(x);
    case 'tanh':
      return tanh(x);
  }
}

/**
 * The same for second derivatives: TensorFlow.js loses a part of those of its tanh, sigmoid and elu, whose gradients it takes
 * from the result instead of from x.
 */
export function activateTwiceDifferentiable(x: Tensor, activation: ActivationName, alpha = DEFAULT_ALPHA): Tensor {
  if (activation === 'linear') return x;
  const apply = customGrad((...[input, save]: (Tensor | GradSaveFunc)[]) => {
    (save as GradSaveFunc)([input as Tensor]);
    const slope = (at: Tensor) => derivative(activate(at, activation, alpha), activation, alpha);
    const value = activate(input as Tensor, activation, alpha);
    return { value, gradFunc: (dy: Tensor, [saved]: Tensor[]) => mul(dy, slope(saved)) };
  });
  return apply(x);
}

/** The gradients behind y = f(x + bias): `dx` like `dy`, `bias` [channels]. */
export interface ActivationGradient {
  readonly dx: Tensor;
  readonly bias: Tensor;
}

/** The gradients of y = f(x + bias) by x and bias, from y and the gradient `dy` [..., channels]. */
export function activationGradient(
  dy: Tensor,
  y: Tensor,
  activation: ActivationName,
  alpha = DEFAULT_ALPHA,
): ActivationGradient {
  const allButLast = dy.shape.slice(0, -1).map((_, axis) => axis);
  if (activation === 'linear') return { dx: dy, bias: sum(dy, allButLast) };
  const fused = runFused('AeLabActivationGradient', { dy, y }, { activation, alpha });
  if (fused !== undefined) return { dx: fused[0], bias: fused[1] };
  const dx = mul(dy, derivative(y, activation, alpha));
  return { dx, bias: sum(dx, allButLast) };
}

function derivative(y: Tensor, activation: Exclude<ActivationName, 'linear'>, alpha: number): Tensor {
  switch (activation) {
    case 'relu':
      return step(y);
    case 'leakyrelu':
      return step(y, alpha);
    case 'elu':
      return add(step(y), mul(step(mul(y, -1)), add(y, 1)));
    case 'sigmoid':
      return mul(y, sub(1, y));
    case 'tanh':
      return sub(1, square(y));
  }
}
