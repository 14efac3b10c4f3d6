import type { Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CallOptions } from '../layers';

/** Which gradients {@link ForwardPass} may leave out, and which it must be able to take. */
export interface ApplyOptions {
  /** False when nothing that trains stands before the input: its gradient is then not computed. Default true. */
  readonly inputGradient?: boolean;
  /** True when the loss holds a gradient of the network, as a gradient penalty does. Slower. Default false. */
  readonly secondDerivatives?: boolean;
}

/** Runs networks for a loss: those that train use batch statistics and dropout, all others infer. */
export class ForwardPass {
  /**
   * @param rng for whatever the loss draws: dropout masks, corruption, codes.
   * @param training the networks in training mode.
   * @param progress how much of the training is done, in [0, 1], for terms that grow with it; 1 in validation.
   * @param trained the variables that the loss is differentiated by, so that networks with none of them compute no gradients
   *   by their weights; without it, all do.
   * @param rows the batch's rows of the table that the objective trains, [n, ...]; undefined in validation.
   */
  constructor(
    readonly rng: Rng,
    private readonly training: readonly LayersModel[] = [],
    readonly progress = 1,
    private readonly trained?: readonly tf.Variable[],
    readonly rows?: tf.Tensor,
  ) {}

  /** The network's output for a batch, in the mode that it has now; the tensor belongs to the caller's `tidy`. */
  apply<T extends tf.Tensor>(network: LayersModel, input: tf.Tensor, options: ApplyOptions = {}): T {
    const { inputGradient = true, secondDerivatives } = options;
    const training = this.isTraining(network);
    const frozen = this.isFrozen(network);
    const constant = inputGradient ? undefined : input;
    const call: CallOptions = { training, rng: this.rng, constant, frozen, secondDerivatives };
    const run = (x: tf.Tensor) => network.apply(x, { ...call }) as T;
    return frozen && !inputGradient ? withoutTape(run, input) : run(input);
  }

  /** Whether the network is in training mode: in a step of training, but not in a validation. */
  isTraining(network: LayersModel): boolean {
    return this.training.includes(network);
  }

  private isFrozen(network: LayersModel): boolean {
    const { trained } = this;
    // A layer's weight reads as its variable, typed as a tensor.
    return trained !== undefined && !network.weights.some((weight) => trained.includes(weight.read() as tf.Variable));
  }
}

/** f(x) with nothing recorded or kept for gradients, since none is asked for. */
function withoutTape<T extends tf.Tensor>(f: (x: tf.Tensor) => T, input: tf.Tensor): T {
  return tf.customGrad((...[x]) => ({ value: f(x as tf.Tensor), gradFunc: () => tf.zerosLike(input) }))(input) as T;
}
