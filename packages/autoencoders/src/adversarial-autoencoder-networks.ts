import { Dense, type Description, kind, optional, type Read, Rng } from '@ae-lab/core';
import { checkDiscriminator, NETWORK } from '@ae-lab/core/internal';
import { type LayersModel, sequential } from '@tensorflow/tfjs-layers';
import {
  type CheckedNetworkPair,
  LINEAR_CODE_OPTIONS,
  NETWORK_PAIR,
  type NetworkPair,
  type NetworkPairOptions,
  networkPair,
} from './network-pair';

/** An encoder and a decoder that fit together, and a discriminator of their codes. */
export interface AdversarialAutoencoderNetworks extends NetworkPair {
  /** The network from codes [n, latentDim] to one logit each, [n, 1]; its last layer has no activation. */
  readonly discriminator: LayersModel;
}

/** The sizes of the three networks of an {@link AdversarialAutoencoder}. */
export interface AdversarialAutoencoderNetworkOptions extends Omit<NetworkPairOptions, 'codeActivation'> {
  /** Units of the discriminator's hidden layers, with ReLU. Default [256, 256]; the paper has [1000, 1000]. */
  readonly discriminatorWidths?: readonly number[];
}

/** The description of {@link AdversarialAutoencoderNetworks}. */
export const ADVERSARIAL_NETWORKS = {
  ...NETWORK_PAIR,
  discriminator: NETWORK,
} satisfies Description<AdversarialAutoencoderNetworks>;

/** The description of {@link AdversarialAutoencoderNetworkOptions}. */
export const ADVERSARIAL_NETWORK_OPTIONS = {
  ...LINEAR_CODE_OPTIONS,
  discriminatorWidths: optional(kind.list(kind.integer({ from: 1 })), [256, 256]),
} satisfies Description<AdversarialAutoencoderNetworkOptions>;

/**
 * Returns the networks given, or new ones of an architecture, with their sizes.
 *
 * @throws ArgumentError if the networks do not fit together.
 */
export function adversarialAutoencoderNetworks(
  options: Read<typeof ADVERSARIAL_NETWORK_OPTIONS> | AdversarialAutoencoderNetworks,
): CheckedNetworkPair & AdversarialAutoencoderNetworks {
  const pair = networkPair(options);
  const discriminator = 'discriminator' in options ? options.discriminator : buildDiscriminator(options);
  checkDiscriminator(discriminator, [pair.latentDim], 1);
  return { ...pair, discriminator };
}

function buildDiscriminator(options: Read<typeof ADVERSARIAL_NETWORK_OPTIONS>): LayersModel {
  const { latentDim, discriminatorWidths: widths, seed } = options;
  const rng = new Rng(seed).split('discriminator');
  const layers = [...widths, 1].map((units, i) => {
    const name = `block${i + 1}`;
    const activation = i < widths.length ? 'relu' : 'linear';
    const inputShape = i === 0 ? [latentDim] : undefined;
    return new Dense({ units, name, activation, inputShape, seed: rng.split(name).integer(2 ** 31) });
  });
  return sequential({ layers, name: 'discriminator' });
}
