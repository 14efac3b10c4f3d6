import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CallOptions } from '../layers';
import type { Rng } from '../rng';

export interface ApplyOptions {
  /** False when nothing that trains stands before the input: its gradient is then not computed. Default true. */
  readonly inputGradient?: boolean;
}

/** Runs networks for a loss: those that train use batch statistics and dropout, all others infer. */
export class ForwardPass {
  /**
   * @param rng for whatever the loss draws: dropout masks, corruption, codes.
   * @param training the networks in training mode.
   * @param progress how much of the training is done, in [0, 1], for terms that grow with it; 1 in validation.
   * @param trained the variables that the loss is differentiated by, so that networks with none of them compute no gradients
   *   by their weights; without it, all do.
   */
  constructor(
    readonly rng: Rng,
    private readonly training: readonly LayersModel[] = [],
    readonly progress = 1,
    private readonly trained?: readonly Variable[],
  ) {}

  apply<T extends Tensor>(network: LayersModel, input: Tensor, { inputGradient = true }: ApplyOptions = {}): T {
    const training = this.isTraining(network);
    const frozen = this.isFrozen(network);
    const options: CallOptions = { training, rng: this.rng, constant: inputGradient ? undefined : input, frozen };
    return network.apply(input, { ...options }) as T;
  }

  /** Whether the network is in training mode: in a step of training, but not in a validation. */
  isTraining(network: LayersModel): boolean {
    return this.training.includes(network);
  }

  private isFrozen(network: LayersModel): boolean {
    const { trained } = this;
    // A layer's weight reads as its variable, typed as a tensor.
    return trained !== undefined && !network.weights.some((weight) => trained.includes(weight.read() as Variable));
  }
}
