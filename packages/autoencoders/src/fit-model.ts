import {
  adam,
  BatchNormalization,
  cosineDecay,
  FIT_OPTIONS,
  type FitOptions,
  fit,
  type History,
  type ImageDataset,
  type ImageShape,
  type Optimizer,
  type TrainingStep,
} from '@ae-lab/core';
import { allLayers, checkOptions, checkTrainingImages, lastActivation } from '@ae-lab/core/internal';
import type { NetworkPair } from './network-pair';

/** How the autoencoders of this package train: what core's `fit` takes, and the optimizer. */
export interface AutoencoderFitOptions extends FitOptions {
  /**
   * Default: Adam with a cosine schedule, a warm-up over 5 % of the steps to 1e-2 for networks with batch normalisation, or
   * to 3e-3 for those without, then down to 0.
   */
  readonly optimizer?: Optimizer;
}

interface TrainableModel extends NetworkPair {
  readonly imageShape: ImageShape;
  step(optimizer: Optimizer): TrainingStep;
}

/** Core's `fit` for a model with an encoder and a decoder, with a default optimizer, on images that it can learn. */
export async function fitModel(
  model: TrainableModel,
  data: ImageDataset,
  options: AutoencoderFitOptions,
): Promise<History> {
  checkOptions('options', options, { ...FIT_OPTIONS, optimizer: true });
  const { optimizer = defaultOptimizer(model), ...fitOptions } = options;
  const network = lastActivation(model.decoder) === 'sigmoid' ? 'a decoder that ends in a sigmoid' : undefined;
  await checkTrainingImages({ data, validation: options.validation }, model.imageShape, network);
  return fit(model.step(optimizer), data, fitOptions);
}

function defaultOptimizer({ encoder, decoder }: NetworkPair): Optimizer {
  const layers = [...allLayers(encoder), ...allLayers(decoder)];
  const normalised = layers.some((layer) => layer.getClassName() === BatchNormalization.className);
  return adam({ learningRate: cosineDecay({ peak: normalised ? 1e-2 : 3e-3, warmup: 0.05 }) });
}
