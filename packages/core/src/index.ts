export { requireBackend } from './backend';
export { batches, disposeBatch } from './batches';
export {
  checkCodes,
  checkData,
  checkDataset,
  checkImageShape,
  checkImages,
  checkInteger,
  checkMethods,
  checkNumber,
  checkOneOf,
  checkOptions,
  checkRng,
  checkSignal,
} from './check';
export { checkPixelRange } from './check-pixel-range';
export { checkTrainingImages } from './check-training-images';
export {
  type Corruption,
  type CorruptionLevel,
  checkCorruption,
  corrupt,
  type Erasure,
  type GaussianNoise,
} from './corruption';
export {
  AeLabError,
  ArgumentError,
  BackendError,
  DivergenceError,
  FormatError,
  NotFoundError,
} from './errors';
export type {
  Batch,
  Classifier,
  Decoder,
  Encoder,
  FeatureExtractor,
  Generator,
  ImageDataset,
  ImageShape,
  LatentVariableModel,
  NetworkEncoder,
  Posterior,
  Reconstructor,
} from './interfaces';
export { type FusedKernel, runFused } from './kernels';
export { classCentroids } from './latent/class-centroids';
export { type Code, codeAt } from './latent/code';
export { type CodeSampler, sampleFrom, samplingGenerator, standardNormal, unitSphere } from './latent/code-sampler';
export { type Codes, type CodesCheck, codesOf, codesTensor, countCodes } from './latent/codes';
export { combineCodes } from './latent/combine-codes';
export { forEachDistanceRow } from './latent/distance-rows';
export { type EncodeDatasetOptions, encodeDataset } from './latent/encode-dataset';
export {
  type ExpectationMaximization,
  fitGaussianMixture,
  type GaussianMixtureOptions,
} from './latent/fit-gaussian-mixture';
export { fitGaussian, Gaussian, type GaussianOptions } from './latent/gaussian';
export { GaussianMixture } from './latent/gaussian-mixture';
export {
  type InterpolationOptions,
  interpolate,
  linearInterpolation,
  sphericalInterpolation,
} from './latent/interpolation';
export { type LatentGrid, type LatentGridOptions, latentGrid } from './latent/latent-grid';
export { type NearestCodes, nearestCodes, nearestNeighbors } from './latent/nearest-codes';
export { projectOnPrincipalAxes } from './latent/principal-axes';
export { type TraversalOptions, traversal } from './latent/traversal';
export {
  ACTIVATIONS,
  Activation,
  type ActivationName,
  BatchNormalization,
  type BatchNormalizationOptions,
  type CallOptions,
  Conv2D,
  Conv2DTranspose,
  type ConvolutionOptions,
  Dense,
  type DenseOptions,
  Dropout,
  LeakyReLU,
  layerClasses,
  type Product,
} from './layers';
export { cholesky } from './linalg/cholesky';
export { leadingEigenvectors } from './linalg/leading-eigenvectors';
export { type SymmetricEigen, symmetricEigen } from './linalg/symmetric-eigen';
export { sigmoidCrossEntropy, softmaxCrossEntropy } from './losses/cross-entropy';
export {
  binaryCrossEntropy,
  RECONSTRUCTION_LOSSES,
  type ReconstructionLoss,
  type ReconstructionLossName,
  type Reduction,
  reconstructionLoss,
  squaredError,
} from './losses/reconstruction-loss';
export { mapImages } from './map-images';
export { allLayers, lastActivation } from './networks/all-layers';
export type { Architecture, ConvolutionalArchitecture, DenseArchitecture, Padding } from './networks/architecture';
export { copyNetwork } from './networks/copy-network';
export { buildDecoder, buildEncoder, type DecoderOptions, type EncoderOptions } from './networks/encoder-decoder';
export type { OutputActivation } from './networks/network-builder';
export { type AdamOptions, type AdamWOptions, adam, adamW } from './optimizers/adam';
export type { Optimizer, UpdateStep } from './optimizers/optimizer';
export { type RmsPropOptions, rmsprop } from './optimizers/rmsprop';
export {
  type CosineDecayOptions,
  constant,
  cosineDecay,
  type ExponentialDecayOptions,
  exponentialDecay,
  type Schedule,
  warmup,
} from './optimizers/schedule';
export { type SgdOptions, sgd } from './optimizers/sgd';
export { withL2 } from './optimizers/with-l2';
export { type ExportWeightsOptions, exportWeights } from './persistence/export-weights';
export { type ImportWeightsOptions, importWeights } from './persistence/import-weights';
export type { Place } from './persistence/place';
export { load, loadModel, saveModel } from './persistence/save-model';
export type { JsonObject, JsonValue, ModelClass, Saveable, SavedModel } from './persistence/saved-model';
export type { WeightLayout } from './persistence/weight-layout';
export type { WeightNames } from './persistence/weight-names';
export { randomNormal, randomUniform } from './random-tensor';
export { readTensors } from './read-tensors';
export { Rng, type RngState } from './rng';
export type { CheckpointOptions } from './training/checkpoint';
export { type EarlyStoppingOptions, isBetterHigher } from './training/early-stopping';
export { fit } from './training/fit';
export { FIT_OPTIONS, type FitOptions } from './training/fit-options';
export { type ApplyOptions, ForwardPass } from './training/forward-pass';
export type { EpochRecord, History, Metrics, Progress, TrainingCallback } from './training/history';
export {
  type LossTerms,
  networkVariables,
  type Objective,
  type TrainedTable,
  type TrainingStep,
} from './training/training-step';
export { WorkPacer } from './work-pacer';
