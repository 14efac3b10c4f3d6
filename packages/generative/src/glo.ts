import {
  ArgumentError,
  adam,
  type Codes,
  codesTensor,
  type Decoder,
  type Encoder,
  type FeatureExtractor,
  FIT_OPTIONS,
  type FitOptions,
  ForwardPass,
  fit,
  type History,
  type ImageDataset,
  type ImageShape,
  type JsonObject,
  load,
  networkVariables,
  type Optimizer,
  type Place,
  type Reconstructor,
  Rng,
  randomNormal,
  type Saveable,
  type SavedModel,
  saveModel,
  type TrainingStep,
} from '@ae-lab/core';
import {
  checkCodes,
  checkImages,
  checkInteger,
  checkOneOf,
  checkOptions,
  checkTrainingImages,
  countCodes,
  requireBackend,
} from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CODE_SPACES, type CodeSpace, projectCodes } from './code-space';
import { type GeneratorActivation, generatorShape, toPixelRange } from './generator-network';
import { type GloNetwork, type GloOptions, gloGenerator } from './glo-network';
import { IMAGE_LOSSES, type ImageLossName, imageLoss } from './image-loss';
import { CODE_SEARCH, type CodeSearch, optimizeCodes } from './optimize-codes';
import { sparseAdam } from './sparse-adam';

/** How a {@link Glo} trains: what core's `fit` takes, with other defaults, and its optimizers. */
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

const GLO_OPTIONS = {
  imageShape: true,
  latentDim: true,
  architecture: true,
  outputActivation: true,
  generator: true,
  codeSpace: true,
  loss: true,
  featureExtractor: true,
  search: true,
  seed: true,
} as const;

/** How many of the training codes the search for others looks at. */
const CANDIDATES = 256;

/**
 * Generative latent optimisation (Bojanowski et al. 2018, "Optimizing the latent space of generative networks",
 * arXiv:1707.05776v2): a generator trained together with one code for each training image, so that each code gives its image.
 * There is no encoder; the codes of other images are found by gradient with the generator standing still.
 */
export class Glo implements Encoder, Decoder, Reconstructor, Saveable {
  static readonly className = 'Glo';
  /** [height, width, channels] of the images that it learns and gives. */
  readonly imageShape: ImageShape;
  /** Numbers a code. */
  readonly latentDim: number;
  /** From codes [n, latentDim] to images [n, height, width, channels]. */
  readonly generator: LayersModel;
  /** Where codes are held: in the unit ball, or on its surface. */
  readonly codeSpace: CodeSpace;
  /** What compares an image with the one made of its code. */
  readonly loss: ImageLossName;
  /** What the loss 'perceptual' looks at; to be set again when such a model was loaded and is to encode or to train. */
  featureExtractor: FeatureExtractor | undefined;
  private readonly options: Partial<GloOptions>;
  private readonly outputActivation: GeneratorActivation;
  private table: tf.Variable | undefined;

  /** @throws ArgumentError if an option is out of range, or the network does not fit. */
  constructor(options: GloOptions | GloNetwork = {}) {
    requireBackend();
    checkOptions('options', options, GLO_OPTIONS);
    if (options.search !== undefined) checkOptions('search', options.search, CODE_SEARCH);
    this.codeSpace = checkOneOf('codeSpace', options.codeSpace ?? 'sphere', CODE_SPACES);
    this.loss = checkOneOf('loss', options.loss ?? 'l2', IMAGE_LOSSES);
    this.featureExtractor = options.featureExtractor;
    this.generator = 'generator' in options ? options.generator : gloGenerator(options);
    const { imageShape, latentDim, outputActivation } = generatorShape(this.generator);
    this.imageShape = imageShape;
    this.latentDim = latentDim;
    this.outputActivation = outputActivation;
    const { codeSpace, loss } = this;
    const { search, seed, architecture } = options as GloOptions;
    this.options = { imageShape, latentDim, architecture, codeSpace, loss, outputActivation, search, seed };
  }

  /** The codes of the images that it was trained on, in their order. Throws an `ArgumentError` before the first `fit`. */
  get codes(): Codes<Float32Array> {
    return { values: this.requireCodes().dataSync<'float32'>(), dimension: this.latentDim };
  }

  /** The codes [n, latentDim] of the training images at `indices`. Throws an `ArgumentError` if there is none at one. */
  codesAt(indices: ArrayLike<number>): tf.Tensor2D {
    const table = this.requireCodes();
    if (!Number.isInteger(indices?.length)) {
      throw new ArgumentError('indices', 'an array of whole numbers', indices);
    }
    const places = Int32Array.from(indices, (index) =>
      checkInteger('indices', index, { from: 0, to: table.shape[0] - 1 }),
    );
    return tf.tidy(() => tf.gather(table, tf.tensor1d(places, 'int32')) as unknown as tf.Tensor2D);
  }

  /** Codes [n, latentDim] whose images are near the given ones in [0, 1]; see {@link optimizeCodes}. */
  encode(images: tf.Tensor4D, options: CodeSearch = {}): tf.Tensor2D {
    checkImages('images', images, this.imageShape);
    checkOptions('options', options, CODE_SEARCH);
    const [size] = this.requireCodes().shape;
    const search = { ...this.options.search, ...options };
    const count = Math.min(size, Math.max(CANDIDATES, search.restarts ?? 1));
    return tf.tidy(() => {
      const candidates = this.codesAt(Array.from({ length: count }, (_, i) => Math.floor((i * size) / count)));
      return optimizeCodes((codes) => this.decode(codes), images, {
        ...search,
        candidates,
        project: (codes) => projectCodes(codes, this.codeSpace),
        loss: imageLoss(this.loss, this.featureExtractor),
      });
    });
  }

  /** codes [n, latentDim] to images [n, height, width, channels] in [0, 1]. */
  decode(codes: tf.Tensor2D): tf.Tensor4D {
    checkCodes('codes', codes, this.latentDim);
    return tf.tidy(() => this.toImages(codes, new ForwardPass(new Rng(0), [], 1, [])));
  }

  /** images [n, height, width, channels] to the nearest that a search of codes finds. */
  reconstruct(images: tf.Tensor4D, options: CodeSearch = {}): tf.Tensor4D {
    return tf.tidy(() => this.decode(this.encode(images, options)));
  }

  /**
   * Trains the generator and the codes. A further `fit` on as many images goes on from the codes that there are, unless others
   * are given. The loss of a validation is that of codes found by {@link encode}, a hundred times the work of a training step.
   *
   * @throws ArgumentError for images of another shape or, among the first 256, with values outside [0, 1], and for codes of
   * another number or size.
   */
  async fit(data: ImageDataset, options: GloFitOptions = {}): Promise<History> {
    checkOptions('options', options, { ...FIT_OPTIONS, codes: true, optimizer: true, codeOptimizer: true });
    const { codes, optimizer = adam(), codeOptimizer = sparseAdam({ learningRate: 0.01 }), ...others } = options;
    await checkTrainingImages(
      { data, validation: options.validation },
      this.imageShape,
      'a generator whose images are in [0, 1]',
    );
    const earlier = this.table;
    if (codes !== undefined || earlier === undefined) this.table = this.startingCodes(data.size, codes);
    let learnt = false;
    const afterUpdate = () => {
      learnt = true;
    };
    try {
      const defaults = { epochs: 15, batchSize: Math.min(32, data.size) };
      return await fit({ ...this.step(optimizer, codeOptimizer), afterUpdate }, data, { ...defaults, ...others });
    } catch (error) {
      // What was refused before anything was learnt leaves the model its codes.
      if (!learnt && this.table !== earlier) {
        this.table?.dispose();
        this.table = earlier;
      }
      throw error;
    } finally {
      if (this.table !== earlier) earlier?.dispose();
    }
  }

  /** How a batch changes the model, for core's `fit`. */
  step(optimizer: Optimizer, codeOptimizer: Optimizer): TrainingStep {
    const { generator, codeSpace } = this;
    const table = this.requireCodes();
    const lossOf = imageLoss(this.loss, this.featureExtractor);
    const trained = networkVariables([generator], 'trainable');
    return {
      settings: this.options as JsonObject,
      state: [...networkVariables([generator]), table],
      objectives: [
        {
          name: 'generator',
          optimizer,
          training: [generator],
          variables: () => trained,
          rows: { name: 'codes', table, optimizer: codeOptimizer, project: (rows) => projectCodes(rows, codeSpace) },
          loss: ({ images }, pass) => {
            const codes = (pass.rows as tf.Tensor2D | undefined) ?? this.encode(images);
            return { loss: tf.mean(lossOf(images, this.toImages(codes, pass))) as tf.Scalar };
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

  /** The model of a save, whose generator and codes it takes over; `load` calls it. */
  static fromSaved({ options, networks, tensors }: SavedModel): Glo {
    const model = new Glo({ ...options, generator: networks.generator });
    if (tensors.codes !== undefined) {
      model.table = tf.tidy(() => tf.variable(tensors.codes));
      tensors.codes.dispose();
    }
    return Object.assign(model, { options });
  }

  /** Options, generator and the table of codes, as `save` writes them. */
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

  private toImages(codes: tf.Tensor2D, pass: ForwardPass): tf.Tensor4D {
    return toPixelRange(pass.apply<tf.Tensor4D>(this.generator, codes), this.outputActivation);
  }

  /** Codes for `size` images: those given, or normal draws, brought to the code space. */
  private startingCodes(size: number, codes: Codes | undefined): tf.Variable {
    if (codes !== undefined) {
      const count = countCodes('codes', codes, { dimension: this.latentDim });
      if (count !== size) throw new ArgumentError('codes', `${size}, one for each image`, count);
    }
    return tf.tidy(() => {
      const rng = new Rng(this.options.seed ?? 0).split('codes');
      const start = codes === undefined ? randomNormal([size, this.latentDim], rng) : codesTensor(codes);
      return tf.variable(projectCodes(start, this.codeSpace));
    });
  }

  private requireCodes(): tf.Variable {
    if (this.table === undefined) throw new ArgumentError('Glo', 'a call of fit() before', 'none');
    return this.table;
  }
}
