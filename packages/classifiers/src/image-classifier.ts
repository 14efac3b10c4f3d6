import {
  type Architecture,
  ArgumentError,
  adam,
  buildEncoder,
  type Classifier,
  type FeatureExtractor,
  FIT_OPTIONS,
  type FitOptions,
  fit,
  type History,
  type ImageDataset,
  type ImageShape,
  type JsonObject,
  load,
  networkVariables,
  type Optimizer,
  type Place,
  Rng,
  type Saveable,
  type SavedModel,
  saveModel,
  type TrainingStep,
} from '@ae-lab/core';
import {
  checkImageShape,
  checkImages,
  checkInteger,
  checkOneOf,
  checkOptions,
  requireBackend,
} from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { buildLenet } from './build-lenet';
import { checkLabelledData } from './check-labelled-data';
import { classificationTerms } from './classification-terms';

/** The network of an {@link ImageClassifier}, described by its kind and sizes. */
export interface ImageClassifierOptions {
  /** [height, width, channels]. Default [28, 28, 1]. */
  readonly imageShape?: ImageShape;
  /** How many classes there are, at least 2. Default 10. */
  readonly classes?: number;
  /**
   * What lies between image and classes: 'linear' for softmax regression on the pixels, 'mlp' for two hidden layers of 128
   * ReLUs, 'lenet' for a network like LeNet-5 (at least 12 x 12 pixels), or an architecture of your own. Default 'lenet'.
   */
  readonly architecture?: 'linear' | 'mlp' | 'lenet' | Architecture;
  /** Decides the initial weights. Default 0. */
  readonly seed?: number;
}

/** A network of your own, instead of an architecture. */
export interface ImageClassifierNetwork {
  /** From images [n, height, width, channels] to logits [n, classes]; its last layer is dense, without activation. */
  readonly network: LayersModel;
}

/** How classifiers train: what core's `fit` takes, and the optimizer. */
export interface ClassifierFitOptions extends FitOptions {
  /** Default: Adam with a learning rate of 0.001. */
  readonly optimizer?: Optimizer;
}

/**
 * A network that assigns images to classes, trained by cross-entropy. What enters its last layer are its features: the pixels
 * of a linear classifier, 84 activations of a LeNet.
 */
export class ImageClassifier implements Classifier, FeatureExtractor, Saveable {
  static readonly className = 'ImageClassifier';
  /** [height, width, channels] of the images that it takes. */
  readonly imageShape: ImageShape;
  /** How many classes there are, the logits an image gets. */
  readonly classes: number;
  /** Numbers that `features` gives for an image. */
  readonly featureDim: number;
  /** From images to logits. */
  readonly network: LayersModel;
  /** The network without its last layer, whose weights it shares. */
  private readonly body: LayersModel;
  /** What the model was made with, for the record: the network is saved beside it. */
  private readonly options: Partial<ImageClassifierOptions>;

  /** @throws ArgumentError if an option is out of range, or a network of your own does not give [n, classes]. */
  constructor(options: ImageClassifierOptions | ImageClassifierNetwork = {}) {
    requireBackend();
    checkOptions('options', options, {
      imageShape: true,
      classes: true,
      architecture: true,
      seed: true,
      network: true,
    });
    const own = 'network' in options;
    this.network = own ? options.network : buildNetwork(options);
    const { imageShape, classes, features } = partsOf(this.network);
    this.imageShape = imageShape;
    this.classes = classes;
    this.featureDim = features.shape[1] as number;
    this.body = model({ inputs: this.network.inputs, outputs: features });
    this.options = { ...(own ? {} : options), imageShape, classes };
  }

  /** images [n, height, width, channels] to features [n, featureDim]. */
  features(images: tf.Tensor4D): tf.Tensor2D {
    checkImages('images', images, this.imageShape);
    return tf.tidy(() => this.body.apply(images) as tf.Tensor2D);
  }

  /** images [n, height, width, channels] to unnormalised log probabilities [n, classes]. */
  logits(images: tf.Tensor4D): tf.Tensor2D {
    checkImages('images', images, this.imageShape);
    return tf.tidy(() => this.network.apply(images) as tf.Tensor2D);
  }

  /** images [n, height, width, channels] to the most probable class of each, [n], int32. */
  classify(images: tf.Tensor4D): tf.Tensor1D {
    return tf.tidy(() => tf.argMax(this.logits(images), 1) as tf.Tensor1D);
  }

  /**
   * Trains the network. The history has the cross-entropy in nats as `loss`, and the `accuracy` in [0, 1]. Throws an
   * {@link ArgumentError} for images of another shape, without labels, or with labels that are no class.
   */
  async fit(data: ImageDataset, options: ClassifierFitOptions = {}): Promise<History> {
    checkOptions('options', options, { ...FIT_OPTIONS, optimizer: true });
    const { optimizer = adam(), ...fitOptions } = options;
    checkLabelledData('data', data, this.imageShape, this.classes);
    if (fitOptions.validation) checkLabelledData('validation', fitOptions.validation, this.imageShape, this.classes);
    return fit(this.step(optimizer), data, fitOptions);
  }

  /** How a batch changes the model, for core's `fit`. */
  step(optimizer: Optimizer): TrainingStep {
    const { network } = this;
    const trained = networkVariables([network], 'trainable');
    return {
      settings: this.options as JsonObject,
      state: networkVariables([network]),
      objectives: [
        {
          name: 'classifier',
          optimizer,
          training: [network],
          variables: () => trained,
          loss: (batch, pass) =>
            classificationTerms(batch, () => pass.apply(network, batch.images, { inputGradient: false })),
        },
      ],
    };
  }

  /** Saves the model to a folder (Node), to `indexeddb://name` or `download://name` (browsers); see core's `saveModel`. */
  async save(place: string | URL): Promise<void> {
    await saveModel(place, this.toSaved());
  }

  /** Loads what {@link save} saved. */
  static load(place: Place): Promise<ImageClassifier> {
    return load(place, [ImageClassifier]);
  }

  /** The model of a save, whose network it takes over; `load` calls it. */
  static fromSaved({ options, networks }: SavedModel): ImageClassifier {
    return Object.assign(new ImageClassifier({ network: networks.network }), { options });
  }

  /** Options and network, as `save` writes them. */
  toSaved(): SavedModel {
    const { className } = ImageClassifier;
    return { className, options: { ...this.options } as JsonObject, networks: { network: this.network }, tensors: {} };
  }

  /** Frees the network's weights. */
  dispose(): void {
    this.network.dispose();
  }
}

function buildNetwork({ architecture = 'lenet', ...options }: ImageClassifierOptions): LayersModel {
  const imageShape = checkImageShape('imageShape', options.imageShape ?? [28, 28, 1]);
  const classes = checkInteger('classes', options.classes ?? 10, { from: 2 });
  const rng = new Rng(options.seed ?? 0);
  if (architecture === 'lenet') return buildLenet(imageShape, classes, rng);
  return buildEncoder({ imageShape, outputs: classes, architecture: resolve(architecture), rng });
}

function resolve(architecture: 'linear' | 'mlp' | Architecture): Architecture {
  if (typeof architecture === 'object') return architecture;
  const name = checkOneOf('architecture', architecture, ['linear', 'mlp', 'lenet']);
  return { kind: 'dense', widths: name === 'linear' ? [] : [128, 128] };
}

interface Parts {
  readonly imageShape: ImageShape;
  readonly classes: number;
  /** What enters the last layer. */
  readonly features: SymbolicTensor;
}

function partsOf({ inputs, outputs }: LayersModel): Parts {
  const imageShape = checkImageShape('network.inputs', inputs[0].shape.slice(1));
  const [{ sourceLayer: last, inputs: lastInputs, shape }] = outputs;
  if (last.getClassName() !== 'Dense' || last.getConfig().activation !== 'linear' || shape.length !== 2) {
    const found = `${last.getClassName()} with activation ${last.getConfig().activation} and output [${shape}]`;
    throw new ArgumentError('network', 'a last layer that is dense, without activation (no softmax)', found);
  }
  return { imageShape, classes: checkInteger('classes', shape[1], { from: 2 }), features: lastInputs[0] };
}
