export {
  AdversarialAutoencoder,
  type AdversarialAutoencoderFitOptions,
  type AdversarialAutoencoderObjective,
  type AdversarialAutoencoderOptions,
  type AdversarialAutoencoderOwnNetworks,
  CODE_PRIORS,
  type CodePrior,
} from './adversarial-autoencoder';
export type {
  AdversarialAutoencoderNetworkOptions,
  AdversarialAutoencoderNetworks,
} from './adversarial-autoencoder-networks';
export { ADVERSARIAL_OBJECTIVES, type AdversarialObjective } from './adversarial-loss';
export { CODE_SPACES, type CodeSpace } from './code-space';
export { Gan, type GanFitOptions, type GanImageOptions, type GanOptions, type GanOwnNetworks } from './gan';
export { type GanNetworkOptions, type GanNetworks, TUTORIAL_DISCRIMINATOR, TUTORIAL_GENERATOR } from './gan-networks';
export type { GanObjective } from './gan-objective';
export { Glo, type GloFitOptions } from './glo';
export type { GloNetwork, GloObjective, GloOptions } from './glo-network';
export { IMAGE_LOSSES, type ImageLossName } from './image-loss';
export { type CodeSearch, type OptimizeCodesOptions, optimizeCodes } from './optimize-codes';
export type { GanProjection } from './project-images';
export { SMALL_GAN, smallGanTraining } from './small-gan';
export { sparseAdam } from './sparse-adam';
