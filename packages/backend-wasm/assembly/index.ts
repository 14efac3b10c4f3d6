/** The exports of the module; src/kernel-module.ts lists and loads them. */
export { activate } from './activation';
export { affine, batchFactors, batchGradientFactors } from './batch-normalization';
export { copyBox, fill } from './boxes';
export { activationGradient, channelProducts, channelSums, foldSlices } from './channels';
export { conv2d, conv2dBackpropFilter, conv2dBackpropInput } from './convolution';
export {
  sigmoidCrossEntropy, sigmoidCrossEntropyGradient, softmaxCrossEntropy, softmaxCrossEntropyGradient,
} from './cross-entropy';
export { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwise';
export { imageLosses, reconstructionLossGradient } from './losses';
export { matMul } from './matmul';
export { normalizeChannels } from './normalize-channels';
export { adam, rmsProp, sgd } from './optimizers';
export { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from './pooling';
export { randomNormal, randomUniform } from './random';
export { writeRows } from './rows';
export { unsortedSegmentSum } from './segment-sum';
