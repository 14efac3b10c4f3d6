import * as tf from '@tensorflow/tfjs-core';
import { activateTwiceDifferentiable, activationGradient, type StockActivation } from './activation-function';

/** The product of an input x and a kernel (dense, convolution, transposed convolution), with its two gradients. */
export interface Product {
  /** Returns activation(x * kernel + bias). */
  forward(bias: tf.Tensor | undefined, activation: StockActivation): tf.Tensor;
  /** Returns x * kernel by operations of TensorFlow.js that can be differentiated twice. */
  plain(): tf.Tensor;
  /** Returns the gradient with respect to the kernel, from x and the gradient `dz` with respect to the product. */
  kernelGradient(x: tf.Tensor, dz: tf.Tensor): tf.Tensor;
  /** Returns the gradient with respect to x, from the gradient `dz` with respect to the product. */
  inputGradient(dz: tf.Tensor): tf.Tensor;
}

/** The gradients that a loss needs. */
export interface NeededGradients {
  /** False for a network whose weights do not train. */
  readonly weights: boolean;
  /** False when nothing before the input trains. */
  readonly input: boolean;
  /** True when the gradient with respect to the input is itself differentiated. */
  readonly second: boolean;
}

/**
 * Computes y = activation(x * kernel + bias) as one node of the gradient tape. TensorFlow.js itself would record the product,
 * the bias and the activation separately, keep all their results, and never use its fused kernels while it takes gradients.
 * One node computes the gradients with respect to all of its inputs at once, so `needs` says which inputs it has. It can be
 * differentiated once; for second derivatives the operations are recorded separately after all.
 */
export function affine(
  product: Product,
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor | undefined,
  activation: StockActivation,
  needs: NeededGradients,
): tf.Tensor {
  if (needs.second) {
    const z = product.plain();
    return activateTwiceDifferentiable(bias === undefined ? z : tf.add(z, bias), activation);
  }
  const needsBias = needs.weights && bias !== undefined;
  const leaves = [...(needs.weights ? [kernel] : []), ...(needsBias ? [bias] : []), ...(needs.input ? [x] : [])];
  const apply = tf.customGrad((...inputs: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const save = inputs[inputs.length - 1] as tf.GradSaveFunc;
    const value = product.forward(bias, activation);
    save([x, value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, [input, output]: tf.Tensor[]) => {
        const plain = !needsBias && activation === 'linear';
        const { dx: dz, bias: dbias } = plain
          ? { dx: dy, bias: undefined }
          : activationGradient(dy, output, activation);
        const gradients: tf.Tensor[] = [];
        if (needs.weights) gradients.push(product.kernelGradient(input, dz));
        if (needsBias && dbias !== undefined) gradients.push(dbias);
        if (needs.input) gradients.push(product.inputGradient(dz));
        return gradients;
      },
    };
  });
  return apply(...leaves);
}
