import { mul, type serialization, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { ArgumentError } from '../errors';
import { type CallOptions, singleInput, singleShape } from './layer';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/**
 * Zeroes each input with probability `rate` in training and scales the others by 1 / (1 - rate) (Srivastava et al. 2014),
 * saved as the stock `Dropout`. The mask comes from the `Rng` of the training step: the stock layer repeats one mask at
 * every step when it has a seed, and is unseeded without.
 */
export class Dropout extends layers.Layer {
  static readonly className = 'Dropout';
  private readonly rate: number;

  constructor(options: LayerArgs & { readonly rate: number }) {
    super(options);
    this.rate = options.rate;
  }

  override computeOutputShape(inputShape: (number | null)[] | (number | null)[][]): (number | null)[] {
    return singleShape(inputShape);
  }

  override call(inputs: Tensor | Tensor[], { training, rng }: CallOptions): Tensor {
    const x = singleInput(inputs);
    if (training !== true || this.rate === 0) return x;
    if (rng === undefined) throw new ArgumentError('rng', 'an Rng for the dropout mask of a training pass', rng);
    const kept = 1 / (1 - this.rate);
    const mask = rng.uniforms(x.size).map((value) => (value < this.rate ? 0 : kept));
    return tidy(() => mul(x, tensor(mask, x.shape)));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate };
  }
}
