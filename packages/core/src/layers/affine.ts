import { add, customGrad, type GradSaveFunc, type Tensor } from '@tensorflow/tfjs-core';
import { activateTwiceDifferentiable, activationGradient, type StockActivation } from './activation-function';

/** A product of an input with a kernel (dense, convolution, transposed convolution) and its two gradients. */
export interface Product {
  /** activation(x * kernel + bias). */
  forward(x: Tensor, kernel: Tensor, bias: Tensor | undefined, activation: StockActivation): Tensor;
  /** x * kernel by operations of TensorFlow.js that can be differentiated twice. */
  plain(x: Tensor, kernel: Tensor): Tensor;
  /** The gradient by the kernel, from the input and the gradient `dz` by the product. */
  kernelGradient(x: Tensor, dz: Tensor): Tensor;
  /** The gradient by the input, of its shape, from the gradient `dz` by the product. */
  inputGradient(dz: Tensor, x: Tensor): Tensor;
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
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | undefined,
  activation: StockActivation,
  needs: NeededGradients,
): Tensor {
  if (needs.second) {
    const z = product.plain(x, kernel);
    return activateTwiceDifferentiable(bias === undefined ? z : add(z, bias), activation);
  }
  const needsBias = needs.weights && bias !== undefined;
  const leaves = [...(needs.weights ? [kernel] : []), ...(needsBias ? [bias] : []), ...(needs.input ? [x] : [])];
  const apply = customGrad((...inputs: (Tensor | GradSaveFunc)[]) => {
    const save = inputs[inputs.length - 1] as GradSaveFunc;
    const value = product.forward(x, kernel, bias, activation);
    save([x, value]);
    return {
      value,
      gradFunc: (dy: Tensor, [input, output]: Tensor[]) => {
        const plain = !needsBias && activation === 'linear';
        const { dx: dz, bias: dbias } = plain
          ? { dx: dy, bias: undefined }
          : activationGradient(dy, output, activation);
        const gradients: Tensor[] = [];
        if (needs.weights) gradients.push(product.kernelGradient(input, dz));
        if (needsBias && dbias !== undefined) gradients.push(dbias);
        if (needs.input) gradients.push(product.inputGradient(dz, input));
        return gradients;
      },
    };
  });
  return apply(...leaves);
}
