import * as core from '@ae-lab/core';
import * as internal from '@ae-lab/core/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type CodeSpace, projectCodes } from './code-space';
import { type GeneratorActivation, generatorShape, toPixelRange } from './generator-network';
import { GLO_FIT_OPTIONS, type GloFitOptions } from './glo-fit-options';
import { GLO_NETWORK, GLO_OBJECTIVE, GLO_OPTIONS, type GloNetwork, type GloOptions, gloGenerator } from './glo-network';
import { type ImageLossName, imageLoss } from './image-loss';
import { type CodeSearch, codeSearch, optimizeCodes } from './optimize-codes';
import { sparseAdam } from './sparse-adam';

const GLO = core.either('generator', GLO_NETWORK, GLO_OPTIONS);

/** The number of training codes among which the search for other codes finds its starts. */
const CANDIDATES = 256;

/**
 * Generative latent optimisation (Bojanowski et al. 2018, "Optimizing the latent space of generative networks",
 * arXiv:1707.05776v2): a generator trained together with one code for each training image, so that each code gives its image.
 * There is no encoder; the codes of other images are found by gradient with a fixed generator.
 *
 * ```ts
 * const glo = new Glo({ latentDim: 16, seed: 1 });
 * await glo.fit(data, { epochs: 15 });
 * const mixture = await fitGaussianMixture(glo.codes, { components: 10, seed: 1 });
 * const images = sampleFrom(glo, mixture, 16, new Rng(1));
 * ```
 */
export class Glo extends core.Model<'generator'> implements core.Encoder, core.Decoder, core.Reconstructor {
  static readonly className = 'Glo';
  /** [height, width, channels] of the images. */
  readonly imageShape: core.ImageShape;
  /** The size of the code. */
  readonly latentDim: number;
  /** The set that codes are projected to: the unit ball, or its surface. */
  readonly codeSpace: CodeSpace;
  /** The loss between an image and the image of its code. */
  readonly loss: ImageLossName;
  /** The features that the loss 'perceptual' compares. Set them again after loading such a model, to encode or to train. */
  featureExtractor: core.FeatureExtractor | undefined;
  private readonly search: Required<CodeSearch>;
  private readonly seed: number;
  private readonly outputActivation: GeneratorActivation;
  private table: tf.Variable | undefined;

  /**
   * @param saved the options of the save that the generator comes from; see `fromSaved`.
   * @throws ArgumentError if an option is out of range, or the network does not fit.
   */
  constructor(options: GloOptions | GloNetwork = {}, saved?: core.JsonObject) {
    internal.requireBackend();
    const { featureExtractor, ...settings } = core.readOptions('options', options, GLO);
    const generator = 'generator' in settings ? settings.generator : gloGenerator(settings);
    const shape = generatorShape(generator);
    internal.checkSavedOptions(saved, { ...shape });
    super({ generator }, saved ?? { ...settings, ...shape });
    this.imageShape = shape.imageShape;
    this.latentDim = shape.latentDim;
    this.outputActivation = shape.outputActivation;
    this.codeSpace = settings.codeSpace;
    this.loss = settings.loss;
    this.featureExtractor = featureExtractor;
    this.search = settings.search;
    this.seed = settings.seed;
  }

  /** The network from codes [n, latentDim] to images [n, height, width, channels]. */
  get generator(): LayersModel {
    return this.ownNetwork('generator');
  }

  /** The codes of the training images, in their order. Throws an `ArgumentError` before the first `fit`. */
  get codes(): core.Codes<Float32Array> {
    return { values: this.requireCodes().dataSync<'float32'>(), dimension: this.latentDim };
  }

  /** Returns the codes [n, latentDim] of the training images at `indices`. Throws an `ArgumentError` for an index without an image. */
  codesAt(indices: ArrayLike<number>): tf.Tensor2D {
    const table = this.requireCodes();
    if (!Number.isInteger(indices?.length)) {
      throw new core.ArgumentError('indices', 'an array of whole numbers', indices);
    }
    const places = Int32Array.from(indices, (index) =>
      internal.checkInteger('indices', index, { from: 0, to: table.shape[0] - 1 }),
    );
    return tf.tidy(() => tf.gather(table, tf.tensor1d(places, 'int32')) as unknown as tf.Tensor2D);
  }

  /** Returns codes [n, latentDim] whose images are near the given ones in [0, 1]; see {@link optimizeCodes}. */
  encode(images: tf.Tensor4D, options: CodeSearch = {}): tf.Tensor2D {
    internal.checkImages('images', images, this.imageShape);
    const search = core.readOptions('options', options, codeSearch(this.search));
    const [size] = this.requireCodes().shape;
    const count = Math.min(size, Math.max(CANDIDATES, search.restarts));
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

  /** Maps codes [n, latentDim] to images [n, height, width, channels] in [0, 1]. */
  decode(codes: tf.Tensor2D): tf.Tensor4D {
    internal.checkCodes('codes', codes, this.latentDim);
    return tf.tidy(() => this.toImages(codes, new core.ForwardPass(new core.Rng(0), { trained: [] })));
  }

  /** Maps images [n, height, width, channels] to the nearest images that a search of codes finds. */
  reconstruct(images: tf.Tensor4D, options: CodeSearch = {}): tf.Tensor4D {
    return tf.tidy(() => this.decode(this.encode(images, options)));
  }

  /**
   * Trains the generator and the codes. A further `fit` on as many images continues from the codes that there are, unless others
   * are given. The loss of a validation is that of codes found by {@link encode}, a hundred times the work of a training step.
   *
   * @throws ArgumentError for images of another shape or, among the first 256, with values outside [0, 1], and for too few, too
   *   many or other codes than those of the latent dimension.
   */
  async fit(data: core.ImageDataset, options: GloFitOptions = {}): Promise<core.History> {
    const read = core.readOptions('options', options, GLO_FIT_OPTIONS);
    const { codes, optimizer = core.adam(), codeOptimizer = sparseAdam({ learningRate: 0.01 }), ...others } = read;
    this.alive();
    const earlier = this.table;
    const isNew = codes !== undefined || earlier === undefined;
    const table = isNew ? this.startingCodes(internal.DATASET.read('data', data).size, codes) : earlier;
    const prepare = () => {
      this.table = table;
      if (isNew) earlier?.dispose();
    };
    try {
      return await core.fit(this.stepOn(table, optimizer, codeOptimizer, prepare), data, others);
    } finally {
      // The model keeps its codes if the training was refused.
      if (this.table !== table) table.dispose();
    }
  }

  /** Returns the training step that core's `fit` runs on each batch. */
  step(optimizer: core.Optimizer, codeOptimizer: core.Optimizer): core.TrainingStep {
    return this.stepOn(this.requireCodes(), optimizer, codeOptimizer);
  }

  /** Loads a model that `save` saved. */
  static load(place: core.Place, options?: core.LoadOptions): Promise<Glo> {
    return core.load(place, [Glo], options);
  }

  /** Returns what a save with these options must hold; `load` calls it. */
  static savedParts(options: core.JsonObject): core.SavedParts {
    core.readOptions('options', options, GLO_OPTIONS);
    const codes = { dtype: 'float32', shape: ['images', 'latentDim'] } as const;
    return { networks: ['generator'], tensors: { codes }, untrained: true };
  }

  /** Returns the model of a save and takes over its generator and codes; `load` calls it. */
  static fromSaved({ options, networks: { generator }, tensors }: core.SavedModel): Glo {
    const model = new Glo({ ...internal.pickOptions(GLO_OBJECTIVE, options), generator }, options);
    if (tensors.codes !== undefined && tensors.codes.shape[1] !== model.latentDim) {
      throw new core.ArgumentError('tensors.codes', `codes of size ${model.latentDim}`, tensors.codes.shape);
    }
    if (tensors.codes !== undefined) model.table = tf.tidy(() => tf.variable(tensors.codes));
    tf.dispose(tensors);
    return model;
  }

  protected override tensors(): Readonly<Record<string, tf.Tensor>> {
    return this.table ? { codes: this.table } : {};
  }

  protected override free(): void {
    this.table?.dispose();
    this.table = undefined;
  }

  private stepOn(
    table: tf.Variable,
    optimizer: core.Optimizer,
    codeOptimizer: core.Optimizer,
    prepare?: () => void,
  ): core.TrainingStep {
    const { generator, codeSpace } = this;
    const lossOf = imageLoss(this.loss, this.featureExtractor);
    const trained = core.networkVariables([generator], 'trainable');
    return {
      check: internal.checkTrainingImages(this.imageShape, 'a generator whose images are in [0, 1]'),
      prepare,
      batchSize: 32,
      settings: this.record,
      state: [...core.networkVariables([generator]), table],
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

  private toImages(codes: tf.Tensor2D, pass: core.ForwardPass): tf.Tensor4D {
    return toPixelRange(pass.apply<tf.Tensor4D>(this.generator, codes), this.outputActivation);
  }

  /** Returns codes for `size` images: those given, or normal draws, projected to the code space. */
  private startingCodes(size: number, codes: core.Codes | undefined): tf.Variable {
    if (codes !== undefined) {
      const count = internal.countCodes('codes', codes, { dimension: this.latentDim });
      if (count !== size) throw new core.ArgumentError('codes', `${size}, one for each image`, count);
    }
    return tf.tidy(() => {
      const rng = new core.Rng(this.seed).split('codes');
      const start = codes === undefined ? core.randomNormal([size, this.latentDim], rng) : core.codesTensor(codes);
      return tf.variable(projectCodes(start, this.codeSpace));
    });
  }

  private requireCodes(): tf.Variable {
    this.alive();
    if (this.table === undefined) throw new core.ArgumentError('Glo', 'a call of fit() before', 'none');
    return this.table;
  }
}
