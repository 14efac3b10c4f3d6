import * as tf from '@tensorflow/tfjs-core';

/**
 * Fused kernels that a backend may register with TensorFlow.js under these names, each in place of many small operations. Core
 * finds them with `getKernel(name, backend)` and computes with plain operations where there is none. Inputs and outputs are
 * float32 tensors unless marked int32. No kernel writes to an input, except `AeLabWriteRows`. `@ae-lab/backend-wasm` registers all of them.
 *
 * | kernel | inputs | attributes | outputs |
 * |---|---|---|---|
 * | `AeLabSgd` | variable, gradient, velocity | learningRate, momentum | variable, velocity |
 * | `AeLabRmsProp` | variable, gradient, meanSquare | learningRate, decay, epsilon | variable, meanSquare |
 * | `AeLabAdam` | variable, gradient, firstMoment, secondMoment | learningRate, beta1, beta2, epsilon, weightDecay, step | variable, firstMoment, secondMoment |
 * | `AeLabConv2DTranspose` | dy, filter, bias? | strides, pad, inputShape, activation, leakyreluAlpha | y |
 * | `AeLabActivationGradient` | dy, y [..., channels] | activation, alpha | dx, biasGradient [channels] |
 * | `AeLabBatchNormalization` | x [..., channels], scale, offset, movingMean, movingVariance | epsilon, momentum | y, mean, variance, movingMean, movingVariance |
 * | `AeLabBatchNormalizationGradient` | dy, x, mean, variance, scale | epsilon | dx, scaleGradient, offsetGradient |
 * | `AeLabReconstructionLoss` | images [n, ...], reconstruction | loss, divisor | value [] |
 * | `AeLabReconstructionLossGradient` | dy [], images, reconstruction | loss, divisor | dReconstruction |
 * | `AeLabSoftmaxCrossEntropy` | labels [n] int32, logits [n, classes] | | value [], probabilities |
 * | `AeLabSoftmaxCrossEntropyGradient` | dy [], labels, probabilities | | dLogits |
 * | `AeLabSigmoidCrossEntropy` | logits, targets | | value [] |
 * | `AeLabSigmoidCrossEntropyGradient` | dy [], logits, targets | | dLogits |
 * | `AeLabRandomNormal` | | key, position, shape, mean, deviation | values |
 * | `AeLabRandomUniform` | | key, position, shape, low, high | values |
 * | `AeLabWriteRows` | table [size, ...], rows [n, ...], indices [n] int32 | | table |
 *
 * - `AeLabSgd`: velocity' = momentum * velocity + gradient; variable' = variable - learningRate * velocity'.
 * - `AeLabRmsProp`: meanSquare' = decay * meanSquare + (1 - decay) * gradient²; variable' = variable - learningRate *
 *   gradient / (sqrt(meanSquare') + epsilon).
 * - `AeLabAdam`: moments m' and v' with beta1 and beta2; variable' = variable * (1 - learningRate * weightDecay) -
 *   learningRate * (m' / (1 - beta1^step)) / (sqrt(v' / (1 - beta2^step)) + epsilon), where step counts from 1.
 * - `AeLabConv2DTranspose`: activation(x + bias) for x = `Conv2DBackpropInput` of the same inputs and attributes, where
 *   `inputShape` is the shape of the output. The activation is one of those of FusedConv2D.
 * - `AeLabActivationGradient`: dx = dy * f'(z) for y = f(z), computed from y alone; f is `linear`, `relu`, `leakyrelu`
 *   (slope alpha below zero), `elu`, `sigmoid` or `tanh`. biasGradient sums dx over all axes but the last.
 * - `AeLabBatchNormalization`: statistics over all axes but the last, the variance biased (divided by the count);
 *   y = (x - mean) / sqrt(variance + epsilon) * scale + offset. movingMean' = momentum * movingMean + (1 - momentum) * mean,
 *   and movingVariance' likewise.
 * - `AeLabReconstructionLoss`: the sum over all values x of the images and y of the reconstruction, divided by `divisor`, of
 *   (x - y)² for the loss `mse`, of -x ln(y) - (1 - x) ln(1 - y) for `bce` with y kept 1e-7 away from 0 and 1. Its gradient
 *   with respect to the reconstruction is multiplied by dy.
 * - `AeLabSoftmaxCrossEntropy`: the mean of -ln p[label] for the probabilities p = softmax(logits); NaN when a label is outside
 *   [0, classes). Its gradient with respect to the logits is multiplied by dy.
 * - `AeLabSigmoidCrossEntropy`: the mean of -t ln p - (1 - t) ln(1 - p) for p = sigmoid(logits) and t the targets, of the
 *   shape of the logits or [], one for all. Its gradient with respect to the logits is multiplied by dy.
 * - `AeLabRandomNormal`, `AeLabRandomUniform`: values 2i and 2i + 1 come from block `position` + i of the Threefry generator
 *   with this key (two unsigned 32-bit words), as in `Rng.normals` and `Rng.uniforms`.
 * - `AeLabWriteRows`: the table with rows[i] at indices[i], which are all different. It is written in place when no other
 *   tensor holds the table's data: the old table then has the new rows too.
 */
export type FusedKernel =
  | 'AeLabSgd'
  | 'AeLabRmsProp'
  | 'AeLabAdam'
  | 'AeLabConv2DTranspose'
  | 'AeLabActivationGradient'
  | 'AeLabBatchNormalization'
  | 'AeLabBatchNormalizationGradient'
  | 'AeLabReconstructionLoss'
  | 'AeLabReconstructionLossGradient'
  | 'AeLabSoftmaxCrossEntropy'
  | 'AeLabSoftmaxCrossEntropyGradient'
  | 'AeLabSigmoidCrossEntropy'
  | 'AeLabSigmoidCrossEntropyGradient'
  | 'AeLabRandomNormal'
  | 'AeLabRandomUniform'
  | 'AeLabWriteRows';

/** Returns whether the current backend has this fused kernel. */
export function hasFused(name: FusedKernel): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs a fused kernel and returns its outputs, or undefined if the current backend has no such kernel. */
export function runFused(
  name: FusedKernel,
  inputs: Record<string, tf.Tensor>,
  attributes: tf.NamedAttrMap,
): tf.Tensor[] | undefined {
  if (!hasFused(name)) return undefined;
  return [tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, inputs as tf.NamedTensorMap, attributes)].flat();
}
