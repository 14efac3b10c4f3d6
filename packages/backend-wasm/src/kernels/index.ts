import type { Kernel } from '../kernel-runtime';
import { leakyRelu, tanh } from './activation';
import { activationGradient } from './activation-gradient';
import { batchNormalization, batchNormalizationGradient, fusedBatchNorm } from './batch-normalization';
import { padV2, slice } from './boxes';
import { conv2d, conv2dBackpropFilter, conv2dBackpropInput, fusedConv2d, fusedConv2dTranspose } from './conv2d';
import {
  sigmoidCrossEntropy,
  sigmoidCrossEntropyGradient,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
} from './cross-entropy';
import { depthwiseConv2dBackpropFilter, depthwiseConv2dBackpropInput } from './depthwise-conv2d';
import { einsum } from './einsum';
import { identity } from './identity';
import { batchMatMul, fusedMatMul } from './mat-mul';
import { adam, rmsProp, sgd } from './optimizers';
import { avgPool, avgPoolGrad, maxPool, maxPoolGrad } from './pooling';
import { randomNormal, randomUniform } from './random';
import { reconstructionLoss, reconstructionLossGradient } from './reconstruction-loss';
import { mean, sum } from './sum';
import { unsortedSegmentSum } from './unsorted-segment-sum';
import { writeRows } from './write-rows';

/** The kernels that `useWasmBackend` registers, by their names in TensorFlow.js or in core/src/kernels.ts. */
export const kernels: Readonly<Record<string, Kernel>> = {
  _FusedMatMul: fusedMatMul,
  AeLabActivationGradient: activationGradient,
  AeLabAdam: adam,
  AeLabBatchNormalization: batchNormalization,
  AeLabBatchNormalizationGradient: batchNormalizationGradient,
  AeLabConv2DTranspose: fusedConv2dTranspose,
  AeLabRandomNormal: randomNormal,
  AeLabRandomUniform: randomUniform,
  AeLabReconstructionLoss: reconstructionLoss,
  AeLabReconstructionLossGradient: reconstructionLossGradient,
  AeLabRmsProp: rmsProp,
  AeLabSgd: sgd,
  AeLabSigmoidCrossEntropy: sigmoidCrossEntropy,
  AeLabSigmoidCrossEntropyGradient: sigmoidCrossEntropyGradient,
  AeLabSoftmaxCrossEntropy: softmaxCrossEntropy,
  AeLabSoftmaxCrossEntropyGradient: softmaxCrossEntropyGradient,
  AeLabWriteRows: writeRows,
  AvgPool: avgPool,
  AvgPoolGrad: avgPoolGrad,
  BatchMatMul: batchMatMul,
  Conv2D: conv2d,
  Conv2DBackpropFilter: conv2dBackpropFilter,
  Conv2DBackpropInput: conv2dBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseConv2dBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseConv2dBackpropInput,
  Einsum: einsum,
  FusedBatchNorm: fusedBatchNorm,
  FusedConv2D: fusedConv2d,
  Identity: identity,
  Mean: mean,
  LeakyRelu: leakyRelu,
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGrad,
  PadV2: padV2,
  Slice: slice,
  Sum: sum,
  Tanh: tanh,
  UnsortedSegmentSum: unsortedSegmentSum,
};
