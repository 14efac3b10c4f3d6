import { type Description, kind, optional, type Rng, readOptions } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CallOptions } from '../layers';
import type { Kept } from './kept-tensors';

/** Options of `apply` of {@link ForwardPass}: the gradients that it can leave out, and those that it must be able to take. */
export interface ApplyOptions {
  /** Whether to compute the gradient by the input. Set it to false if nothing before the input is trained. Default true. */
  readonly inputGradient?: boolean;
  /** Whether the loss contains a gradient of the network, as a gradient penalty does. This is slower. Default false. */
  readonly secondDerivatives?: boolean;
}

const APPLY = {
  inputGradient: optional(kind.flag, true),
  secondDerivatives: optional(kind.flag, false),
} satisfies Description<ApplyOptions>;

/** The surroundings of a {@link ForwardPass}; without any, it is that of a validation. */
export interface PassContext {
  /** The networks in training mode. Default: none. */
  readonly training?: readonly LayersModel[];
  /** Returns the fraction of the training that is done, in [0, 1]. Default 1. */
  readonly progress?: () => number;
  /**
   * The variables that gradients are taken by. Networks without any of them compute no gradients by their weights. Default: all
   * networks do.
   */
  readonly trained?: readonly tf.Variable[];
  /** The rows for this batch of the table that the objective trains, [n, ...]. */
  readonly rows?: tf.Tensor;
  /** Holds what losses keep. Default: nothing is kept. */
  readonly kept?: {
    /** The tensors kept so far, by name. */
    readonly all: Kept;
    keep(name: string, tensor: tf.Tensor): void;
  };
}

/**
 * The pass in which a loss runs networks. Networks in training mode use batch statistics and dropout, all others are in
 * inference mode.
 *
 * ```ts
 * loss: ({ images }, pass) => {
 *   const codes = pass.apply<tf.Tensor2D>(encoder, images, { inputGradient: false });
 *   return { loss: squaredErrorLoss(images, pass.apply(decoder, codes)) };
 * },
 * ```
 */
export class ForwardPass {
  private readonly context: PassContext;
  /** The tensors that earlier losses kept on this batch, by name; constants here, not differentiated. */
  readonly kept: Kept;
  /** The rows for this batch of the table that the objective trains, [n, ...]; undefined in validation. */
  readonly rows?: tf.Tensor;

  /** @param rng the source of everything that the loss draws: dropout masks, corruption, codes. */
  constructor(
    readonly rng: Rng,
    context: PassContext = {},
  ) {
    this.context = context;
    this.kept = context.kept?.all ?? {};
    this.rows = context.rows;
  }

  /** The fraction of the training that is done, in [0, 1], for terms that change with it; 1 in validation. */
  get progress(): number {
    return this.context.progress?.() ?? 1;
  }

  /**
   * Keeps a tensor for the losses of later objectives on this batch, which find it in {@link kept}, and for `afterUpdate`. `fit` frees
   * it at the end of the step; outside of `fit`, nothing is kept.
   *
   * @throws ArgumentError if there is a kept tensor of this name.
   */
  keep(name: string, tensor: tf.Tensor): void {
    this.context.kept?.keep(name, tensor);
  }

  /** Returns the network's output for a batch, in training or inference mode. The tensor belongs to the caller's `tidy`. */
  apply<T extends tf.Tensor>(network: LayersModel, input: tf.Tensor, options: ApplyOptions = {}): T {
    const { inputGradient, secondDerivatives } = readOptions('options', options, APPLY);
    const training = this.isTraining(network);
    const frozen = this.isFrozen(network);
    const constant = inputGradient ? undefined : input;
    const call: CallOptions = { training, rng: this.rng, constant, frozen, secondDerivatives };
    const run = (x: tf.Tensor) => network.apply(x, { ...call }) as T;
    return frozen && !inputGradient ? withoutTape(run, input) : run(input);
  }

  /** Whether the network is in training mode, as in a training step of an objective that names it, but never in validation. */
  isTraining(network: LayersModel): boolean {
    return this.context.training?.includes(network) ?? false;
  }

  private isFrozen(network: LayersModel): boolean {
    const { trained } = this.context;
    // `read` returns the variable itself, typed as a tensor.
    return trained !== undefined && !network.weights.some((weight) => trained.includes(weight.read() as tf.Variable));
  }
}

/** Returns f(x) without recording or keeping anything for gradients. */
function withoutTape<T extends tf.Tensor>(f: (x: tf.Tensor) => T, input: tf.Tensor): T {
  return tf.customGrad((...[x]) => ({ value: f(x as tf.Tensor), gradFunc: () => tf.zerosLike(input) }))(input) as T;
}
