import * as core from '@ae-lab/core';
import { allLayers, checkTrainingImages, lastActivation, OPTIMIZER } from '@ae-lab/core/internal';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NetworkPair } from './network-pair';

/** The options of a training of an autoencoder of this package: those of core's `fit`, and the optimizer. */
export interface AutoencoderFitOptions extends core.FitOptions {
  /**
   * Turns gradients into new weights. Default: Adam with a cosine schedule: a warm-up over 5 % of the steps to 1e-2 for networks with
   * batch normalisation, or to 3e-3 for those without, then down to 0.
   */
  readonly optimizer?: core.Optimizer;
}

const AUTOENCODER_FIT_OPTIONS = {
  ...core.FIT_OPTIONS,
  optimizer: core.optional(OPTIMIZER),
} satisfies core.Description<AutoencoderFitOptions>;

interface TrainableModel extends NetworkPair {
  step(optimizer: core.Optimizer): core.TrainingStep;
}

/** Runs core's `fit` for a model with an encoder and a decoder, by default with an optimizer that suits its networks. */
export async function fitModel(
  model: TrainableModel,
  data: core.ImageDataset,
  options: AutoencoderFitOptions,
): Promise<core.History> {
  const { optimizer = defaultOptimizer(model), ...others } = core.readOptions(
    'options',
    options,
    AUTOENCODER_FIT_OPTIONS,
  );
  return core.fit(model.step(optimizer), data, others);
}

/**
 * Returns the check of the images that a model learns from: all of its shape and, for a decoder that ends in a sigmoid, the first 256
 * of each data set in [0, 1].
 */
export function imagesFor({
  imageShape,
  decoder,
}: {
  readonly imageShape: core.ImageShape;
  readonly decoder: LayersModel;
}) {
  const network = lastActivation(decoder) === 'sigmoid' ? 'a decoder that ends in a sigmoid' : undefined;
  return checkTrainingImages(imageShape, network);
}

function defaultOptimizer({ encoder, decoder }: NetworkPair): core.Optimizer {
  const layers = [...allLayers(encoder), ...allLayers(decoder)];
  const normalised = layers.some((layer) => layer.getClassName() === core.BatchNormalization.className);
  return core.adam({ learningRate: core.cosineDecay({ peak: normalised ? 1e-2 : 3e-3, warmup: 0.05 }) });
}
