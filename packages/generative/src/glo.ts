import {
  type Architecture,
  ArgumentError,
  adam,
  buildDecoder,
  type Codes,
  checkCodes,
  checkImageShape,
  checkImages,
  checkInteger,
  checkOneOf,
  checkPixelRange,
  codesTensor,
  countCodes,
  type Decoder,
  type Encoder,
  type FeatureExtractor,
  type FitOptions,
  ForwardPass,
  fit,
  type History,
  type ImageDataset,
  type ImageShape,
  type JsonObject,
  lastActivation,
  load,
  networkVariables,
  type Optimizer,
  type Place,
  type Reconstructor,
  Rng,
  randomNormal,
  requireBackend,
  type Saveable,
  type SavedModel,
  saveModel,
  type TrainingStep,
} from '@ae-lab/core';
import {
  add,
  div,
  gather,
  mean,
  type Scalar,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CODE_SPACES, type CodeSpace, projectCodes } from './code-space';
import { IMAGE_LOSSES, type ImageLossName, imageLoss } from './image-loss';
import { type CodeSearch, optimizeCodes } from './optimize-codes';
import { sparseAdam } from './sparse-adam';

/** What a {@link Glo} learns, whatever its generator. */
export interface GloObjective {
  /** Where the codes are held: 'ball' as in the paper, or 'sphere', its surface. Default 'sphere'. */
  readonly codeSpace?: CodeSpace;
  /** How far an image is from the one its code gives; see {@link IMAGE_LOSSES}. Default 'l2'. */
  readonly loss?: ImageLossName;
  /** For the loss 'perceptual'. It is not saved with the model. */
  readonly featureExtractor?: FeatureExtractor;
  /** How `encode` looks for codes, unless it is told otherwise. Default: as stated there. */
  readonly search?: CodeSearch;
  /** Decides the initial weights and codes. Default 0. */
  readonly seed?: number;
}

export interface GloOptions extends GloObjective {
  /** [height, width, channels]. Default [28, 28, 1]. */
  readonly imageShape?: ImageShape;
  /** The size of the code, at least 1. Default 74. */
  readonly latentDim?: number;
  /**
   * The architecture that the generator mirrors. Default: 4 x 4 convolutions of 32 and 64 channels, stride 2, and no hidden
   * dense layer; 4 million floating-point operations for an image of 28 x 28.
   */
  readonly architecture?: Architecture;
  /** The generator's last activation: a tanh works in [-1, 1], which becomes [0, 1] outside. Default 'sigmoid'. */
  readonly outputActivation?: 'sigmoid' | 'tanh';
}

/** A network of your own, from codes [n, latentDim] to images [n, height, width, channels], ending in a sigmoid or a tanh. */
export interface GloNetwork extends GloObjective {
  readonly generator: LayersModel;
}

export interface GloFitOptions extends FitOptions {
  /** How often every image is seen, at least 1. Default 15. */
  readonly epochs?: number;
  /** Images a batch. Default 32, or all where there are fewer. */
  readonly batchSize?: number;
  /** Codes to start from, one for each image, such as principal components; they are brought to the code space. */
  readonly codes?: Codes;
  /** The generator's. Default: Adam at 0.001. */
  readonly optimizer?: Optimizer;
  /**
   * The codes'. Default: {@link sparseAdam} at 0.01, whose longer first steps take random codes to their places. From principal
   * components, which are there already, core's `adam` at 0.01 ends lower.
   */
  readonly codeOptimizer?: Optimizer;
}

const GLO_ARCHITECTURE: Architecture = { kind: 'convolutional', widths: [32, 64], kernelSize: 4, dense: [] };

/** How many of the training codes the search for others looks at. */
const CANDIDATES = 256;

/**
 * Generative latent optimisation (Bojanowski et al. 2018, "Optimizing the latent space of generative networks",
 * arXiv:1707.05776v2): a generator trained together with one code for each training image, so that each code gives its image.
 * There is no encoder; the codes of other images are found by gradient with the generator standing still.
 */
export class Glo implements Encoder, Decoder, Reconstructor, Saveable {
  static readonly className = 'Glo';
  readonly imageShape: ImageShape;
  readonly latentDim: number;
  readonly generator: LayersModel;
  readonly codeSpace: CodeSpace;
  readonly loss: ImageLossName;
  /** What the loss 'perceptual' looks at; to be set again when such a model was loaded and is to encode or to train. */
  featureExtractor: FeatureExtractor | undefined;
  private readonly options: Partial<GloOptions>;
  private readonly outputActivation: 'sigmoid' | 'tanh';
  private table: Variable | undefined;

  /** @throws ArgumentError if an option is out of range, or the network does not fit. */
  constructor(options: GloOptions | GloNetwork = {}) {
    requireBackend();
    this.codeSpace = checkOneOf('codeSpace', options.codeSpace ?? 'sphere', CODE_SPACES);
    this.loss = checkOneOf('loss', options.loss ?? 'l2', IMAGE_LOSSES);
    this.featureExtractor = options.featureExtractor;
    this.generator = 'generator' in options ? options.generator : buildGenerator(options);
    const [inputShape, imageShape] = [this.generator.inputs[0].shape, this.generator.outputs[0].shape.slice(1)];
    if (inputShape.length !== 2) throw new ArgumentError('generator', 'codes of shape [n, latentDim]', inputShape);
    this.latentDim = inputShape[1] as number;
    this.imageShape = checkImageShape('generator.outputs', imageShape);
    const outputActivation = lastActivation(this.generator);
    if (outputActivation !== 'sigmoid' && outputActivation !== 'tanh') {
      throw new ArgumentError('generator', 'a sigmoid or a tanh at its end', outputActivation);
    }
    this.outputActivation = outputActivation;
    const { latentDim, codeSpace, loss } = this;
    const { search, seed, architecture } = options as GloOptions;
    this.options = {
      imageShape: this.imageShape,
      latentDim,
      architecture,
      codeSpace,
      loss,
      outputActivation,
      search,
      seed,
    };
  }

  /** The codes of the images that it was trained on, in their order. Throws an `ArgumentError` before the first `fit`. */
  get codes(): Codes<Float32Array> {
    return { values: this.requireCodes().dataSync<'float32'>(), dimension: this.latentDim };
  }

  /** The codes [n, latentDim] of the training images at `indices`. Throws an `ArgumentError` if there is none at one. */
  codesAt(indices: ArrayLike<number>): Tensor2D {
    const table = this.requireCodes();
    const places = Int32Array.from(indices, (index) => checkInteger('indices', index, 0, table.shape[0] - 1));
    return tidy(() => gather(table, tensor1d(places, 'int32')) as unknown as Tensor2D);
  }

  /** Codes [n, latentDim] whose images are near the given ones in [0, 1]; see {@link optimizeCodes}. */
  encode(images: Tensor4D, options: CodeSearch = {}): Tensor2D {
    checkImages('images', images, this.imageShape);
    const [size] = this.requireCodes().shape;
    const search = { ...this.options.search, ...options };
    const count = Math.max(Math.min(CANDIDATES, size), Math.min(search.restarts ?? 1, size));
    return tidy(() => {
      const candidates = this.codesAt(Array.from({ length: count }, (_, i) => Math.floor((i * size) / count)));
      const frozen = new ForwardPass(new Rng(0), [], 1, []);
      return optimizeCodes((codes) => this.toImages(codes, frozen), images, {
        ...search,
        candidates,
        project: (codes) => projectCodes(codes, this.codeSpace),
        loss: imageLoss(this.loss, this.featureExtractor),
      });
    });
  }

  /** codes [n, latentDim] to images [n, height, width, channels] in [0, 1]. */
  decode(codes: Tensor2D): Tensor4D {
    checkCodes('codes', codes, this.latentDim);
    return tidy(() => this.toImages(codes, new ForwardPass(new Rng(0))));
  }

  /** images [n, height, width, channels] to the nearest that a search of codes finds. */
  reconstruct(images: Tensor4D, options: CodeSearch = {}): Tensor4D {
    return tidy(() => this.decode(this.encode(images, options)));
  }

  /**
   * Trains the generator and the codes. A further `fit` on as many images goes on from the codes that there are, unless others
   * are given. The loss of a validation is that of codes found by {@link encode}, a hundred times the work of a training step.
   *
   * @throws ArgumentError for images of another shape or, among the first 256, with values outside [0, 1], and for codes of
   * another number or size.
   */
  async fit(data: ImageDataset, options: GloFitOptions = {}): Promise<History> {
    const { codes, optimizer = adam(), codeOptimizer = sparseAdam({ learningRate: 0.01 }), ...others } = options;
    for (const [argument, images] of Object.entries({ data, validation: options.validation })) {
      if (images === undefined) continue;
      checkImageShape(`${argument}.imageShape`, images.imageShape, this.imageShape);
      await checkPixelRange(argument, images, 'a generator whose images are in [0, 1]');
    }
    if (codes !== undefined || this.table === undefined) this.setCodes(data.size, codes);
    const defaults = { epochs: 15, batchSize: Math.min(32, data.size) };
    return fit(this.step(optimizer, codeOptimizer), data, { ...defaults, ...others });
  }

  /** How a batch changes the model, for core's `fit`. */
  step(optimizer: Optimizer, codeOptimizer: Optimizer): TrainingStep {
    const { generator, codeSpace } = this;
    const table = this.requireCodes();
    const lossOf = imageLoss(this.loss, this.featureExtractor);
    const trained = networkVariables([generator], 'trainable');
    return {
      state: [...networkVariables([generator]), table],
      objectives: [
        {
          name: 'generator',
          optimizer,
          training: [generator],
          variables: () => trained,
          rows: { name: 'codes', table, optimizer: codeOptimizer, project: (rows) => projectCodes(rows, codeSpace) },
          loss: ({ images }, pass) => {
            const codes = (pass.rows as Tensor2D | undefined) ?? this.encode(images);
            return { loss: mean(lossOf(images, this.toImages(codes, pass))) as Scalar };
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
  static load(place: Place): Promise<Glo> {
    return load(place, [Glo]);
  }

  static fromSaved({ options, networks, tensors }: SavedModel): Glo {
    const model = new Glo({ ...options, generator: networks.generator });
    if (tensors.codes !== undefined) {
      model.table = tidy(() => variable(tensors.codes));
      tensors.codes.dispose();
    }
    return Object.assign(model, { options });
  }

  toSaved(): SavedModel {
    const { generator, table } = this;
    const options = { ...this.options } as JsonObject;
    return { className: Glo.className, options, networks: { generator }, tensors: table ? { codes: table } : {} };
  }

  /** Frees the generator's weights and the codes. */
  dispose(): void {
    this.generator.dispose();
    this.table?.dispose();
    this.table = undefined;
  }

  private toImages(codes: Tensor2D, pass: ForwardPass): Tensor4D {
    const images = pass.apply<Tensor4D>(this.generator, codes);
    return this.outputActivation === 'tanh' ? div(add(images, 1), 2) : images;
  }

  /** New codes for `size` images: those given, or normal draws, brought to the code space. */
  private setCodes(size: number, codes: Codes | undefined): void {
    if (codes !== undefined) {
      const count = countCodes('codes', codes, { dimension: this.latentDim });
      if (count !== size) throw new ArgumentError('codes', `${size}, one for each image`, count);
    }
    this.table?.dispose();
    this.table = tidy(() => {
      const rng = new Rng(this.options.seed ?? 0).split('codes');
      const start = codes === undefined ? randomNormal([size, this.latentDim], rng) : codesTensor(codes);
      return variable(projectCodes(start, this.codeSpace));
    });
  }

  private requireCodes(): Variable {
    if (this.table === undefined) throw new ArgumentError('Glo', 'a call of fit() before', 'none');
    return this.table;
  }
}

function buildGenerator(options: GloOptions): LayersModel {
  const { imageShape = [28, 28, 1], architecture = GLO_ARCHITECTURE, outputActivation = 'sigmoid', seed = 0 } = options;
  const latentDim = checkInteger('latentDim', options.latentDim ?? 74, 1);
  const rng = new Rng(seed).split('generator');
  return buildDecoder({ imageShape, latentDim, architecture, outputActivation, rng });
}
