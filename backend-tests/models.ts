import {
  AdversarialAutoencoder,
  Autoencoder,
  type AutoencoderOptions,
  PrincipalComponents,
  VariationalAutoencoder,
  type VariationalAutoencoderOptions,
  VqVae,
} from '@ae-lab/autoencoders';
import { ImageClassifier, TransferClassifier, type TransferClassifierOptions } from '@ae-lab/classifiers';
import * as core from '@ae-lab/core';
import { syntheticDigits } from '@ae-lab/datasets';
import { Gan, Glo } from '@ae-lab/generative';
import * as tf from '@tensorflow/tfjs-core';
import { SignalRegressor } from '../examples/classifiers-and-pca/src/signal-regressor';
import { toySignals } from '../examples/classifiers-and-pca/src/toy-signals';

interface TestedModel extends core.Saveable {
  save(place: string): Promise<void>;
  dispose(): void;
}

/** A model that the suite tests, and everything that it needs to know about it. */
export interface ModelCase<M extends TestedModel = TestedModel> {
  readonly name: string;
  readonly modelClass: core.ModelClass<M>;
  /** Whether `npm test` tests it in Chromium; `npm run test:backends` tests all models. Default false. */
  readonly everyTime?: boolean;
  /** Height and width of the smallest images that it takes, in pixels. Default 8. */
  readonly side?: number;
  /** Returns images for it. Default: synthetic digits. */
  readonly data?: (size: number, side: number) => core.ImageDataset;
  readonly make: (imageShape: core.ImageShape, seed: number) => M;
  readonly fit: (model: M, data: core.ImageDataset, options: core.FitOptions) => Promise<core.History | undefined>;
  /** The term of the loss that falls in training. Default 'loss'. */
  readonly falls?: string;
  /** Returns its training step for batches of `data`. A model without one has no gradients. */
  readonly step?: (model: M) => core.TrainingStep;
  /** Whether its gradient is that of the loss, which that of a straight-through estimator is not. Default true. */
  readonly exactGradient?: boolean;
  /** Whether its seed decides its initial weights. Default true. */
  readonly seeded?: boolean;
  /** Returns everything that it computes from images, with the expected shapes. */
  readonly outputs: (
    model: M,
    images: tf.Tensor4D,
  ) => readonly (readonly [tensor: tf.Tensor, shape: readonly number[]])[];
}

const optimizer: core.Optimizer = core.adam({ learningRate: 0.01 });
const dense: core.Architecture = { kind: 'dense', widths: [16] };
const convolutional: core.Architecture = { kind: 'convolutional', widths: [4], dense: [8], batchNormalization: true };

/** Returns the codes and the decoded images of a model. */
const encodeAndDecode = (
  model: { encode(images: tf.Tensor4D): tf.Tensor2D; decode(codes: tf.Tensor2D): tf.Tensor4D },
  images: tf.Tensor4D,
  latentDim = 4,
) => {
  const codes = model.encode(images);
  return [
    [codes, [images.shape[0], latentDim]],
    [model.decode(codes), images.shape],
  ] as const;
};

const classification = (model: ImageClassifier | TransferClassifier, images: tf.Tensor4D) =>
  [
    [model.logits(images), [images.shape[0], 10]],
    [model.classify(images), [images.shape[0]]],
  ] as const;

function autoencoder(name: string, options: Partial<AutoencoderOptions>, falls = 'loss'): ModelCase<Autoencoder> {
  return {
    name,
    modelClass: Autoencoder,
    make: (imageShape, seed) => new Autoencoder({ imageShape, seed, latentDim: 4, architecture: dense, ...options }),
    falls,
    fit: (model, data, fitOptions) => model.fit(data, { optimizer, ...fitOptions }),
    step: (model) => model.step(core.sgd()),
    outputs: encodeAndDecode,
  };
}

function variational(name: string, options: Partial<VariationalAutoencoderOptions>): ModelCase<VariationalAutoencoder> {
  return {
    name,
    modelClass: VariationalAutoencoder,
    make: (imageShape, seed) => new VariationalAutoencoder({ imageShape, seed, latentDim: 4, ...options }),
    fit: (model, data, fitOptions) => model.fit(data, { optimizer, ...fitOptions }),
    step: (model) => model.step(core.sgd()),
    outputs: encodeAndDecode,
  };
}

function classifier(
  architecture: 'linear' | 'mlp' | 'lenet',
  options: Partial<ModelCase> = {},
): ModelCase<ImageClassifier> {
  return {
    name: `ImageClassifier, ${architecture}`,
    modelClass: ImageClassifier,
    make: (imageShape, seed) => new ImageClassifier({ imageShape, seed, architecture }),
    fit: (model, data, fitOptions) => model.fit(data, { optimizer, ...fitOptions }),
    step: (model) => model.step(core.sgd()),
    outputs: classification,
    ...(options as Partial<ModelCase<ImageClassifier>>),
  };
}

function transfer(name: string, options: TransferClassifierOptions): ModelCase<TransferClassifier> {
  const encoderOf = (imageShape: core.ImageShape) =>
    core.buildEncoder({ imageShape, outputs: 6, architecture: dense, rng: new core.Rng(7) });
  return {
    name,
    modelClass: TransferClassifier,
    make: (imageShape, seed) =>
      new TransferClassifier({ encoder: encoderOf(imageShape), hidden: [16], seed, ...options }),
    fit: (model, data, fitOptions) => model.fit(data, { optimizer, ...fitOptions }),
    outputs: classification,
  };
}

function gan(
  name: string,
  options: ConstructorParameters<typeof Gan>[0],
  architecture: core.Architecture,
): ModelCase<Gan> {
  return {
    name,
    modelClass: Gan,
    make: (imageShape, seed) =>
      new Gan({
        imageShape,
        seed,
        latentDim: 4,
        generatorArchitecture: { ...architecture, batchNormalization: true },
        discriminatorArchitecture: architecture,
        ...options,
      }),
    fit: (model, data, fitOptions) => model.fit(data, { optimizer, ...fitOptions }),
    falls: 'discriminator.loss',
    step: (model) => model.step(core.sgd(), core.sgd()),
    outputs: (model) =>
      [true, false].map(
        (averaged) => [model.generate(3, new core.Rng(9), { averaged }), [3, ...model.imageShape]] as const,
      ),
  };
}

function glo(name: string, options: ConstructorParameters<typeof Glo>[0]): ModelCase<Glo> {
  return {
    name,
    modelClass: Glo,
    make: (imageShape, seed) =>
      new Glo({ imageShape, seed, latentDim: 4, architecture: dense, search: { steps: 2 }, ...options }),
    fit: (model, data, fitOptions) => model.fit(data, { optimizer, codeOptimizer: optimizer, ...fitOptions }),
    step: (model) => model.step(core.sgd(), core.sgd()),
    outputs: encodeAndDecode,
  };
}

const signals = (size: number, length: number) => toySignals({ kind: 'rectified-filters', size, seed: 1, length });

/** Returns signals as images of one row, which the suite gives every model. Their batches hold the signals and targets as well. */
function signalsAsImages(size: number, length: number): core.ImageDataset {
  return {
    size,
    imageShape: [1, length, 1],
    classes: 0,
    async batch(indices) {
      const batch = await signals(size, length).batch(indices);
      return { ...batch, images: tf.expandDims<tf.Tensor4D>(batch.samples, 1) };
    },
  };
}

/** A small instance of every model. */
export const MODELS = [
  {
    ...autoencoder('Autoencoder, convolutional', {
      architecture: { kind: 'convolutional', widths: [4], dense: [], batchNormalization: false },
    }),
    everyTime: true,
  },
  autoencoder('Autoencoder, dense, cross-entropy', {
    loss: 'bce',
    architecture: { ...dense, activation: 'leakyrelu', dropout: 0.1 },
  }),
  autoencoder('Autoencoder, denoising', { corruption: { kind: 'masking', fraction: [0.1, 0.2] } }),
  autoencoder('Autoencoder, sparse', { penalty: { kind: 'l1', weight: 0.01 } }),
  // The penalties of these two use new random numbers in every step, and fluctuate.
  autoencoder(
    'Autoencoder, contractive',
    {
      penalty: { kind: 'contractive', weight: 0.01 },
      // A smooth activation, since the penalty jumps at the bend of a ReLU.
      architecture: { ...dense, activation: 'tanh' },
    },
    'reconstruction',
  ),
  autoencoder('Autoencoder, Wasserstein', { penalty: { kind: 'mmd', weight: 0.01 } }, 'reconstruction'),
  variational('VariationalAutoencoder, dense, Gaussian', { likelihood: 'gaussian', architecture: dense }),
  variational('VariationalAutoencoder, convolutional', { architecture: convolutional }),
  {
    name: 'VqVae',
    modelClass: VqVae,
    make: (imageShape, seed) => new VqVae({ imageShape, seed, widths: [4], embeddingDim: 2, codebookSize: 10 }),
    fit: (model, data, options) => model.fit(data, { optimizer, ...options }),
    step: (model) => model.step(core.sgd()),
    exactGradient: false,
    outputs: (model, images) => encodeAndDecode(model, images, model.latentDim),
  } satisfies ModelCase<VqVae>,
  {
    name: 'PrincipalComponents',
    modelClass: PrincipalComponents,
    make: (imageShape) => new PrincipalComponents({ imageShape, latentDim: 4 }),
    fit: async (model, data) => {
      await model.fit(data);
      return undefined;
    },
    seeded: false,
    outputs: encodeAndDecode,
  } satisfies ModelCase<PrincipalComponents>,
  gan('Gan, convolutional', {}, { kind: 'convolutional', widths: [4], dense: [], activation: 'leakyrelu' }),
  // A smooth activation, for its gradient penalty.
  gan('Gan, dense, Wasserstein', { objective: 'wasserstein', discriminatorSteps: 1 }, { ...dense, activation: 'tanh' }),
  { ...glo('Glo, dense', {}), everyTime: true },
  glo('Glo, convolutional, Laplacian pyramids', {
    codeSpace: 'ball',
    loss: 'laplacian',
    outputActivation: 'tanh',
    architecture: convolutional,
  }),
  {
    name: 'AdversarialAutoencoder',
    modelClass: AdversarialAutoencoder,
    make: (imageShape, seed) =>
      new AdversarialAutoencoder({
        imageShape,
        seed,
        latentDim: 4,
        architecture: dense,
        discriminatorWidths: [8],
      }),
    fit: (model, data, options) => model.fit(data, { optimizer, ...options }),
    falls: 'reconstruction.loss',
    step: (model) => model.step(core.sgd(), core.sgd()),
    outputs: encodeAndDecode,
  } satisfies ModelCase<AdversarialAutoencoder>,
  classifier('linear'),
  classifier('mlp', { everyTime: true }),
  classifier('lenet', { side: 12 }),
  transfer('TransferClassifier, frozen encoder', {}),
  transfer('TransferClassifier, fine-tuned', { trainEncoder: true, standardize: false, l2: 1e-4 }),
  {
    name: 'SignalRegressor',
    modelClass: SignalRegressor,
    data: signalsAsImages,
    make: ([, length], seed) => new SignalRegressor({ length, seed }),
    fit: (model, { size, imageShape: [, length] }, { epochs, batchSize, seed }) =>
      model.fit(signals(size, length), { epochs, batchSize, seed, optimizer }),
    // It finds its signals and targets in the batches of signalsAsImages.
    step: (model) => model.step(core.sgd()) as object as core.TrainingStep,
    outputs: (model, images) => [[model.predict(tf.squeeze(images, [1])), [images.shape[0], 1]]],
  } satisfies ModelCase<SignalRegressor>,
  // Each case only receives models that it made itself.
] as unknown as readonly ModelCase[];

/** Returns `size` images of `side` x `side` pixels for a model. */
export function dataFor(model: ModelCase, size: number, side = model.side ?? 8): core.ImageDataset {
  return model.data?.(size, side) ?? syntheticDigits({ size, seed: 1, imageShape: [side, side, 1] });
}
