import {
  type Architecture,
  ArgumentError,
  adam,
  BatchNormalization,
  buildDecoder,
  buildEncoder,
  checkCodes,
  checkImageShape,
  checkImages,
  checkInteger,
  checkOneOf,
  cosineDecay,
  type Decoder,
  type Encoder,
  type FitOptions,
  fit,
  type History,
  type ImageDataset,
  type ImageShape,
  type JsonObject,
  load,
  networkVariables,
  type Optimizer,
  type OutputActivation,
  type Place,
  RECONSTRUCTION_LOSSES,
  type ReconstructionLossName,
  type Reconstructor,
  Rng,
  reconstructionLoss,
  requireBackend,
  type Saveable,
  type SavedModel,
  saveModel,
  type TrainingStep,
} from '@ae-lab/core';
import { type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkPixelRange } from './check-pixel-range';

export interface AutoencoderOptions {
  /** [height, width, channels]. Default [28, 28, 1]. */
  readonly imageShape?: ImageShape;
  /** The size of the code, at least 1. */
  readonly latentDim: number;
  /** What lies between image and code. Default `{ kind: 'convolutional' }` with the defaults stated there. */
  readonly architecture?: Architecture;
  /** The activation of the code. Default 'linear'. */
  readonly codeActivation?: OutputActivation;
  /** The activation of the pixels. Default 'sigmoid', for images in [0, 1]. */
  readonly outputActivation?: OutputActivation;
  /** The mean over pixels of the squared error ('mse') or of the binary cross-entropy ('bce'). Default 'mse'. */
  readonly loss?: ReconstructionLossName;
  /** Decides the initial weights. Default 0. */
  readonly seed?: number;
}

/** Networks of your own, instead of an architecture. */
export interface AutoencoderNetworks {
  /** From images [n, height, width, channels] to codes [n, latentDim]. */
  readonly encoder: LayersModel;
  /** From codes [n, latentDim] to images [n, height, width, channels]. */
  readonly decoder: LayersModel;
  /** Default 'mse'. */
  readonly loss?: ReconstructionLossName;
}

export interface AutoencoderFitOptions extends FitOptions {
  /**
   * Default: Adam with a cosine schedule, a warm-up over 5 % of the steps to 1e-2 for networks with batch normalisation, or
   * to 3e-3 for those without, then down to 0.
   */
  readonly optimizer?: Optimizer;
}

/**
 * An autoencoder: an encoder and a decoder trained together to give back their input through a small code (Rumelhart, Hinton
 * and Williams 1986; Hinton and Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks").
 */
export class Autoencoder implements Encoder, Decoder, Reconstructor, Saveable {
  static readonly className = 'Autoencoder';
  readonly imageShape: ImageShape;
  readonly latentDim: number;
  readonly encoder: LayersModel;
  readonly decoder: LayersModel;
  readonly loss: ReconstructionLossName;
  /** What the model was made with, for the record: the networks are saved beside it. */
  private readonly options: Partial<AutoencoderOptions>;

  constructor(options: AutoencoderOptions | AutoencoderNetworks) {
    requireBackend();
    this.loss = checkOneOf('loss', options.loss ?? 'mse', RECONSTRUCTION_LOSSES);
    const { encoder, decoder } = 'encoder' in options ? options : buildNetworks(options);
    this.encoder = encoder;
    this.decoder = decoder;
    [this.imageShape, this.latentDim] = checkNetworks(encoder, decoder);
    const { imageShape, latentDim, loss } = this;
    this.options = { ...('encoder' in options ? {} : options), imageShape, latentDim, loss };
  }

  /** images [n, height, width, channels] to codes [n, latentDim]. */
  encode(images: Tensor4D): Tensor2D {
    checkImages('images', images, this.imageShape);
    return tidy(() => this.encoder.apply(images) as Tensor2D);
  }

  /** codes [n, latentDim] to images [n, height, width, channels]. */
  decode(codes: Tensor2D): Tensor4D {
    checkCodes('codes', codes, this.latentDim);
    return tidy(() => this.decoder.apply(codes) as Tensor4D);
  }

  /** images [n, height, width, channels] to what the decoder makes of their codes. */
  reconstruct(images: Tensor4D): Tensor4D {
    return tidy(() => this.decode(this.encode(images)));
  }

  /**
   * Trains both networks. The history's `loss` is the mean over pixels and images. Throws an {@link ArgumentError} for images
   * of another shape, or with values outside [0, 1] when the decoder ends in a sigmoid.
   */
  async fit(data: ImageDataset, options: AutoencoderFitOptions = {}): Promise<History> {
    const { optimizer = this.defaultOptimizer(), ...fitOptions } = options;
    checkImageShape('data.imageShape', data.imageShape, this.imageShape);
    await checkPixelRange('data', data, this.decoder);
    return fit(this.step(optimizer), data, fitOptions);
  }

  /** How a batch changes the model, for core's `fit`. */
  step(optimizer: Optimizer): TrainingStep {
    const networks = [this.encoder, this.decoder];
    const trained = networkVariables(networks, 'trainable');
    const lossOf = reconstructionLoss(this.loss);
    return {
      state: networkVariables(networks),
      objectives: [
        {
          name: 'autoencoder',
          optimizer,
          training: networks,
          variables: () => trained,
          loss: ({ images }, pass) => {
            const codes = pass.apply<Tensor2D>(this.encoder, images, { inputGradient: false });
            return { loss: lossOf(images, pass.apply(this.decoder, codes)) };
          },
        },
      ],
    };
  }

  /** Saves the model to a folder (Node), to `indexeddb://name` or `download://name` (browsers); see core's `saveModel`. */
  async save(place: string | URL): Promise<void> {
    await saveModel(place, this.toSaved());
  }

  /** Loads what {@link save} saved. */
  static load(place: Place): Promise<Autoencoder> {
    return load(place, [Autoencoder]);
  }

  static fromSaved({ options, networks }: SavedModel): Autoencoder {
    const { encoder, decoder } = networks;
    const saved = options as Partial<AutoencoderOptions>;
    return Object.assign(new Autoencoder({ encoder, decoder, loss: saved.loss }), { options: saved });
  }

  toSaved(): SavedModel {
    const { encoder, decoder } = this;
    const options = { ...this.options } as JsonObject;
    return { className: Autoencoder.className, options, networks: { encoder, decoder }, tensors: {} };
  }

  private defaultOptimizer(): Optimizer {
    const layers = [...this.encoder.layers, ...this.decoder.layers];
    const normalised = layers.some((layer) => layer.getClassName() === BatchNormalization.className);
    return adam({ learningRate: cosineDecay({ peak: normalised ? 1e-2 : 3e-3, warmup: 0.05 }) });
  }

  /** Frees the networks' weights. */
  dispose(): void {
    this.encoder.dispose();
    this.decoder.dispose();
  }
}

function buildNetworks(options: AutoencoderOptions): AutoencoderNetworks {
  const { imageShape = [28, 28, 1], architecture = { kind: 'convolutional' }, seed = 0 } = options;
  const latentDim = checkInteger('latentDim', options.latentDim, 1);
  const { codeActivation, outputActivation } = options;
  const shared = { imageShape, architecture };
  const rng = new Rng(seed);
  return {
    encoder: buildEncoder({ ...shared, outputs: latentDim, codeActivation, rng: rng.split('encoder') }),
    decoder: buildDecoder({ ...shared, latentDim, outputActivation, rng: rng.split('decoder') }),
  };
}

/** The image shape and latent dimension of two networks that fit together. */
function checkNetworks(encoder: LayersModel, decoder: LayersModel): [ImageShape, number] {
  const [imageShape, codeShape] = [encoder.inputs[0].shape.slice(1), encoder.outputs[0].shape.slice(1)];
  checkImageShape('encoder.inputs', imageShape);
  if (codeShape.length !== 1)
    throw new ArgumentError('encoder', 'codes of shape [n, latentDim]', encoder.outputs[0].shape);
  const [decoderInput, decoderOutput] = [decoder.inputs[0].shape.slice(1), decoder.outputs[0].shape.slice(1)];
  if (String(decoderInput) !== String(codeShape)) {
    throw new ArgumentError(
      'decoder',
      `codes of shape [n, ${codeShape}] as the encoder gives`,
      decoder.inputs[0].shape,
    );
  }
  if (String(decoderOutput) !== String(imageShape)) {
    throw new ArgumentError(
      'decoder',
      `images of shape [n, ${imageShape}] as the encoder takes`,
      decoder.outputs[0].shape,
    );
  }
  return [imageShape as unknown as ImageShape, codeShape[0] as number];
}
