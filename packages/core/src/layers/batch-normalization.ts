import { type Description, kind, optional, type Read } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable } from '@tensorflow/tfjs-layers';
import { hasFused, runFused } from '../kernels';
import { type CallOptions, type InputShape, LAYER_ARGS, type LayerArgs, OwnLayer, singleShape } from './layer';

/** Options of {@link BatchNormalization}, besides those of every layer of tfjs-layers. */
export interface BatchNormalizationOptions extends LayerArgs {
  /** The fraction of the moving averages that a training step keeps, in [0, 1). Default 0.9. */
  readonly momentum?: number;
  /** Added to the variance, at least 0. Default 1e-3, as in the stock layer. */
  readonly epsilon?: number;
}

/** The description of {@link BatchNormalizationOptions}. */
export const BATCH_NORMALIZATION_OPTIONS = {
  momentum: optional(kind.number({ from: 0, below: 1 }), 0.9),
  epsilon: optional(kind.number({ from: 0 }), 1e-3),
  ...LAYER_ARGS,
} satisfies Description<BatchNormalizationOptions>;

/**
 * (x - mean) / sqrt(variance + epsilon) * gamma + beta over all axes but the last (Ioffe and Szegedy 2015,
 * arXiv:1502.03167v3, algorithm 1), saved as the stock `BatchNormalization`. In training the statistics are the batch's, and
 * the moving averages follow them. In inference they are the moving averages. The moving variance follows that of the batch
 * with its divisor n, as the stock layer's does; PyTorch's has n - 1.
 *
 * ```ts
 * import { Activation, BatchNormalization, Conv2D } from '@ae-lab/core';
 *
 * const convolution = new Conv2D({ filters: 16, kernelSize: 3, useBias: false, seed: 1 });
 * const block = [convolution, new BatchNormalization({ momentum: 0.9 }), new Activation({ activation: 'relu' })];
 * ```
 */
export class BatchNormalization extends OwnLayer<Read<typeof BATCH_NORMALIZATION_OPTIONS>> {
  static readonly className = 'BatchNormalization';
  private gamma!: LayerVariable;
  private beta!: LayerVariable;
  private movingMean!: LayerVariable;
  private movingVariance!: LayerVariable;

  /** @param options by default a momentum of 0.9 and an epsilon of 1e-3. */
  constructor(options: BatchNormalizationOptions = {}) {
    super(options, BATCH_NORMALIZATION_OPTIONS);
  }

  /** @internal */
  override build(inputShape: InputShape): void {
    const shape = [singleShape(inputShape).at(-1) as number];
    const [zeros, ones] = [initializers.zeros(), initializers.ones()];
    this.gamma = this.addWeight('gamma', shape, 'float32', ones);
    this.beta = this.addWeight('beta', shape, 'float32', zeros);
    this.movingMean = this.addWeight('moving_mean', shape, 'float32', zeros, undefined, false);
    this.movingVariance = this.addWeight('moving_variance', shape, 'float32', ones, undefined, false);
    this.built = true;
  }

  protected override compute(x: tf.Tensor, { training }: CallOptions): tf.Tensor {
    const gamma = this.gamma.read() as tf.Tensor1D;
    const beta = this.beta.read() as tf.Tensor1D;
    if (training === true) return this.normalize(x, gamma, beta);
    const [mean, variance] = [this.movingMean.read() as tf.Tensor1D, this.movingVariance.read() as tf.Tensor1D];
    return tf.batchNorm(x, mean, variance, beta, gamma, this.options.epsilon);
  }

  /** Normalises by the batch's own statistics, which the moving averages follow. */
  private normalize(x: tf.Tensor, gamma: tf.Tensor1D, beta: tf.Tensor1D): tf.Tensor {
    const { movingMean, movingVariance } = this;
    const { epsilon, momentum } = this.options;
    if (!hasFused('AeLabBatchNormalization')) {
      const allButLast = x.shape.slice(0, -1).map((_, axis) => axis);
      const { mean, variance } = tf.moments(x, allButLast);
      const follow = (average: LayerVariable, value: tf.Tensor) =>
        average.write(tf.add(tf.mul(average.read(), momentum), tf.mul(value, 1 - momentum)));
      follow(movingMean, mean);
      follow(movingVariance, variance);
      return tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, beta, gamma, epsilon);
    }
    const apply = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
      const save = args[3] as tf.GradSaveFunc;
      const averages = { movingMean: movingMean.read(), movingVariance: movingVariance.read() };
      const inputs = { x, scale: gamma, offset: beta, ...averages };
      const outputs = runFused('AeLabBatchNormalization', inputs, { epsilon, momentum })!;
      const [value, mean, variance, newMean, newVariance] = outputs;
      movingMean.write(newMean);
      movingVariance.write(newVariance);
      save([x, mean, variance]);
      return {
        value,
        gradFunc: (dy: tf.Tensor, [input, center, spread]: tf.Tensor[]) => {
          const saved = { dy, x: input, mean: center, variance: spread, scale: gamma };
          return runFused('AeLabBatchNormalizationGradient', saved, { epsilon })!;
        },
      };
    });
    return apply(x, gamma, beta);
  }
}
