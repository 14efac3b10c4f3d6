/**
 * Code that the packages of @ae-lab share beyond the public API of core. It may change with any version, so nothing else should
 * import it.
 */
export { checkInteger, checkNumber, checkOneOf, concatenate, crc32, mapBounded, WorkPacer } from '@ae-lab/base';
export { requireBackend } from './backend';
export { checkCodes, checkData, checkDataset, checkImageShape, checkImages, checkMethods } from './check';
export { CORRUPTION } from './corruption';
export { checkLabelledData } from './data/check-labelled-data';
export { checkPixelRange } from './data/check-pixel-range';
export { checkTrainingImages } from './data/check-training-images';
export { type FusedKernel, runFused } from './kernels';
export { DATASET, LEARNING_RATE, NETWORK, OPTIMIZER } from './kinds';
export { type CodesCheck, countCodes } from './latent/codes';
export { forEachDistanceRow } from './latent/distance-rows';
export { ACTIVATIONS, type CallOptions, layerClasses, type Product } from './layers';
export { cholesky } from './linalg/cholesky';
export { gramMatrix } from './linalg/gram-matrix';
export { leadingEigenvectors } from './linalg/leading-eigenvectors';
export { symmetricEigenvalues } from './linalg/symmetric-eigenvalues';
export {
  ADVERSARIAL_OBJECTIVES,
  type AdversarialLoss,
  type AdversarialObjective,
  adversarialLoss,
} from './losses/adversarial-loss';
export { checkDiscriminator, checkLogits } from './losses/check-discriminator';
export { RECONSTRUCTION_LOSS, RECONSTRUCTION_LOSSES, reconstructionLoss } from './losses/reconstruction-loss';
export { allLayers, lastActivation } from './networks/all-layers';
export { ARCHITECTURE } from './networks/architecture';
export { NetworkBuilder, OUTPUT_ACTIVATION } from './networks/network-builder';
export { ByteBudget } from './persistence/byte-budget';
export { type FetchBytesOptions, fetchBytes } from './persistence/fetch-bytes';
export { checkSavedOptions, pickOptions } from './persistence/model';
export { sumTensors } from './sum-tensors';
