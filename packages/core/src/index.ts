export { batches, disposeBatch } from './batches';
export { checkImageShape, checkInteger, checkNumber, checkOneOf } from './check';
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
  Reconstructor,
} from './interfaces';
export { type FusedKernel, runFused } from './kernels';
export { Rng, type RngState } from './rng';
