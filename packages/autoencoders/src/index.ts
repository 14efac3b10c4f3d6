export {
  Autoencoder,
  type AutoencoderFitOptions,
  type AutoencoderNetworks,
  type AutoencoderOptions,
} from './autoencoder';
export { PrincipalComponents, type PrincipalComponentsOptions } from './principal-components';
