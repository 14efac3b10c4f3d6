import {
  type AnyDescription,
  type Description,
  type Kind,
  kind,
  type Optional,
  optional,
  type Rng,
} from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { readLayerOptions } from './stock-options';

/** The values that a network passes to its layers with each call. */
export interface CallOptions {
  /** Whether to use batch statistics and dropout, instead of inference. */
  readonly training?: boolean;
  /** The source of dropout masks; needed in training. */
  readonly rng?: Rng;
  /** The network's input, when the loss needs no gradient with respect to it. */
  readonly constant?: tf.Tensor;
  /** Whether no weight of the network needs a gradient. */
  readonly frozen?: boolean;
  /** Whether a loss contains a gradient of the network itself, which is then differentiated once more. */
  readonly secondDerivatives?: boolean;
}

/** Options of every layer of tfjs-layers. */
export type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/** A shape or shapes, as TensorFlow.js passes them to a layer; null is a size that is not known yet. */
export type InputShape = (number | null)[] | (number | null)[][];

const SHAPE: Kind<(number | null)[]> = kind.of(
  'a shape, such as [28, 28, 1]',
  (value) => Array.isArray(value) && value.every((size) => size === null || (Number.isInteger(size) && size > 0)),
);
const DTYPE: Kind<tf.DataType> = kind.choice(['float32', 'int32', 'bool', 'complex64', 'string']);

/** The description of {@link LayerArgs}, which the descriptions of all our layers contain. */
export const LAYER_ARGS = {
  name: optional(kind.text),
  trainable: optional(kind.flag),
  inputShape: optional(SHAPE),
  batchInputShape: optional(SHAPE),
  batchSize: optional(kind.integer({ from: 1 })),
  dtype: optional(DTYPE),
  inputDType: optional(DTYPE),
  weights: optional(
    kind.list(kind.of<tf.Tensor>('a tensor', (value) => value instanceof tf.Tensor)) as Kind<tf.Tensor[]>,
  ),
} satisfies Description<LayerArgs>;

/**
 * A layer with one input and one output, of the input's shape unless a subclass says otherwise.
 *
 * @typeParam O its options as read. All but those of {@link LayerArgs} are in its saved configuration.
 * @internal
 */
export abstract class OwnLayer<O extends LayerArgs> extends layers.Layer {
  protected readonly options: O;

  constructor(options: unknown, description: { readonly [K in keyof O]-?: Kind<O[K]> | Optional<unknown, O[K]> }) {
    const { className } = new.target as unknown as { readonly className: string };
    const read = readLayerOptions(className, options, description as AnyDescription) as O;
    super(read);
    this.options = read;
  }

  /** @internal */
  override call(inputs: tf.Tensor | tf.Tensor[], options: CallOptions): tf.Tensor {
    return tf.tidy(() => this.compute(Array.isArray(inputs) ? inputs[0] : inputs, options));
  }

  /** @internal */
  override getConfig(): tf.serialization.ConfigDict {
    const own = Object.entries(this.options).filter(([name]) => !(name in LAYER_ARGS));
    return { ...super.getConfig(), ...Object.fromEntries(own) };
  }

  protected abstract compute(x: tf.Tensor, options: CallOptions): tf.Tensor;
}

/** A layer's one input shape, [batch, ...]. */
export function singleShape(shape: InputShape): (number | null)[] {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as (number | null)[];
}
