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
export {
  Autoencoder,
  type AutoencoderNetworks,
  type AutoencoderObjective,
  type AutoencoderOptions,
} from './autoencoder';
export type { CodePenalty, ContractivePenalty, KlPenalty, L1Penalty, MmdPenalty } from './code-penalty';
export type { CodebookUsage } from './codebook-usage';
export type { AutoencoderFitOptions } from './fit-model';
export type { GridNetworkOptions, GridShape } from './grid-networks';
export { klDivergence } from './kl-divergence';
export { LIKELIHOODS, type LikelihoodName } from './likelihood';
export { MMD_KERNELS, type MmdKernel, maximumMeanDiscrepancy } from './maximum-mean-discrepancy';
export type { NetworkPair, NetworkPairOptions } from './network-pair';
export { PrincipalComponents, type PrincipalComponentsOptions } from './principal-components';
export {
  VariationalAutoencoder,
  type VariationalAutoencoderNetworks,
  type VariationalAutoencoderOptions,
  type VariationalObjective,
} from './variational-autoencoder';
export { type VectorQuantisation, VqVae, type VqVaeNetworks, type VqVaeOptions } from './vq-vae';
