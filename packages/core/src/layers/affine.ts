import * as tf from '@tensorflow/tfjs-core';
import { activateTwiceDifferentiable, activationGradient, type StockActivation } from './activation-function';

/** A product of an input with a kernel (dense, convolution, transposed convolution) and its two gradients. */
export interface Product {
  /** activation(x * kernel + bias). */
  forward(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor | undefined, activation: StockActivation): tf.Tensor;
  /** x * kernel by operations of TensorFlow.js that can be differentiated twice. */
  plain(x: tf.Tensor, kernel: tf.Tensor): tf.Tensor;
  /** The gradient by the kernel, from the input and the gradient `dz` by the product. */
  kernelGradient(x: tf.Tensor, dz: tf.Tensor): tf.Tensor;
  /** The gradient by the input, of its shape, from the gradient `dz` by the product. */
  inputGradient(dz: tf.Tensor, x: tf.Tensor): tf.Tensor;
}

/** What the loss needs gradients by. */
export interface NeededGradients {
  /** False for a network whose weights do not train. */
  readonly weights: boolean;
  /** False when nothing that trains stands before the input. */
  readonly input: boolean;
  /** True when the gradient by the input is itself differentiated. */
  readonly second: boolean;
}

/**
 * y = activation(x * kernel + bias) as one node of the gradient tape: TensorFlow.js would record the product, the bias and
 * the activation each on their own, keep their results, and never use its fused kernels while gradients are taken. Such a
 * node computes the gradients by all of its inputs at once, so `needs` says which inputs it has. It can be differentiated
 * once; for second derivatives the operations are recorded after all.
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
    const z = product.plain(x, kernel);
    return activateTwiceDifferentiable(bias === undefined ? z : tf.add(z, bias), activation);
  }
  const needsBias = needs.weights && bias !== undefined;
  const leaves = [...(needs.weights ? [kernel] : []), ...(needsBias ? [bias] : []), ...(needs.input ? [x] : [])];
  const apply = tf.customGrad((...inputs: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const save = inputs[inputs.length - 1] as tf.GradSaveFunc;
    const value = product.forward(x, kernel, bias, activation);
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
        if (needs.input) gradients.push(product.inputGradient(dz, input));
        return gradients;
      },
    };
  });
  return apply(...leaves);
}
