export {
  AeLabError,
  type AnyDescription,
  ArgumentError,
  BackendError,
  type Description,
  DisposedError,
  DivergenceError,
  type Either,
  either,
  FormatError,
  type ImageShape,
  type Kind,
  kind,
  type Metrics,
  NotFoundError,
  nested,
  type Optional,
  optional,
  type Range,
  type Read,
  Rng,
  type RngState,
  readOptions,
  type Variant,
  variants,
} from '@ae-lab/base';
export { type Corruption, type CorruptionLevel, corrupt, type Erasure, type GaussianNoise } from './corruption';
export { disposeBatch } from './data/batch-reader';
export { batches } from './data/batches';
export type {
  Batch,
  BatchOfRank,
  Dataset,
  ImageBatch,
  ImageDataset,
  SampleBatch,
  SampleRank,
  SampleShape,
  Shaped,
} from './data/dataset';
export { mapSamples } from './data/map-samples';
export type { SamplesOf } from './data/samples';
export type {
  Classifier,
  Decoder,
  Encoder,
  FeatureExtractor,
  Generator,
  LatentVariableModel,
  NetworkEncoder,
  Posterior,
  Reconstructor,
} from './interfaces';
export { classCentroids } from './latent/class-centroids';
export { type Code, codeAt } from './latent/code';
export { type CodeSampler, sampleFrom, samplingGenerator, standardNormal, unitSphere } from './latent/code-sampler';
export { type Codes, codesOf, codesTensor } from './latent/codes';
export { combineCodes } from './latent/combine-codes';
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
  Activation,
  type ActivationName,
  type ActivationOptions,
  BatchNormalization,
  type BatchNormalizationOptions,
  Conv2D,
  Conv2DTranspose,
  type ConvolutionOptions,
  Dense,
  type DenseOptions,
  Dropout,
  type DropoutOptions,
  LeakyReLU,
  type LeakyReLUOptions,
  type StockActivation,
} from './layers';
export { sigmoidCrossEntropy, softmaxCrossEntropy } from './losses/cross-entropy';
export {
  binaryCrossEntropyLoss,
  type ReconstructionLoss,
  type ReconstructionLossName,
  type Reduction,
  squaredErrorLoss,
} from './losses/reconstruction-loss';
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
export { loadNetwork } from './persistence/load-network';
export type { LoadOptions } from './persistence/load-options';
export type { LoadProgress } from './persistence/load-progress';
export { Model } from './persistence/model';
export type { Place } from './persistence/place';
export { resealSave } from './persistence/reseal-save';
export { load, loadModel, saveModel } from './persistence/save-model';
export type {
  JsonObject,
  JsonValue,
  ModelClass,
  Saveable,
  SavedModel,
  SavedParts,
  SavedTensor,
} from './persistence/saved-model';
export type { WeightLayout } from './persistence/weight-layout';
export type { WeightNames } from './persistence/weight-names';
export { randomNormal, randomUniform } from './random-tensor';
export { readTensors } from './read-tensors';
export type { CheckpointOptions } from './training/checkpoint';
export type { EarlyStoppingOptions } from './training/early-stopping';
export { fit } from './training/fit';
export { FIT_OPTIONS, type FitOptions } from './training/fit-options';
export { type ApplyOptions, ForwardPass, type PassContext } from './training/forward-pass';
export type { EpochRecord, History, Progress, TrainingCallback } from './training/history';
export type { Kept } from './training/kept-tensors';
export { type ProgressBarOptions, progressBar } from './training/progress-bar';
export {
  type LossTerms,
  networkVariables,
  type Objective,
  type TrainedTable,
  type TrainingStep,
} from './training/training-step';
