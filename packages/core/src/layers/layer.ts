import { ArgumentError, type Rng } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, type layers } from '@tensorflow/tfjs-layers';
import { STOCK_ACTIVATIONS, type StockActivation } from './activation-function';

/** What a network hands down to its layers with each call. */
export interface CallOptions {
  /** Batch statistics and dropout instead of inference. */
  readonly training?: boolean;
  /** The source of dropout masks; needed in training. */
  readonly rng?: Rng;
  /** The network's input, when no gradient is needed by it. */
  readonly constant?: tf.Tensor;
  /** True when no weight of the network needs a gradient. */
  readonly frozen?: boolean;
  /** True when a loss holds a gradient of the network itself, which is then differentiated once more. */
  readonly secondDerivatives?: boolean;
}

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/** What the layers with a kernel are made from; the names are those of the stock layers' saved configuration. */
export interface AffineLayerOptions extends LayerArgs {
  /** Default 'linear'. */
  readonly activation?: StockActivation;
  /** Default true. */
  readonly useBias?: boolean;
  /** The seed of the kernel's Glorot-uniform initialisation (Glorot and Bengio 2010); drawn unseeded without one. */
  readonly seed?: number;
}

/** The kernel's initialiser: Glorot uniform from the given seed. */
export function kernelInitializer(options: AffineLayerOptions): ReturnType<typeof initializers.glorotUniform> {
  return initializers.glorotUniform({ seed: options.seed });
}

const UNSUPPORTED = /(Regularizer|Constraint)$|^(noiseShape|depthMultiplier)$/;

/** The first option of a stock layer, in its saved configuration or given to ours, that ours would compute without. */
export function uncoveredOption(config: Readonly<Record<string, unknown>>): string | undefined {
  const values: Readonly<Record<string, (value: unknown) => boolean>> = {
    activation: (value) => (STOCK_ACTIVATIONS as readonly unknown[]).includes(value),
    dilationRate: (value) => [value].flat().every((rate) => rate === 1),
    dataFormat: (value) => value === 'channelsLast',
    axis: (value) => value === -1,
    center: (value) => value === true,
    scale: (value) => value === true,
  };
  const given = Object.entries(config).filter(([, value]) => value !== null && value !== undefined);
  return given.find(([name, value]) => UNSUPPORTED.test(name) || values[name]?.(value) === false)?.[0];
}

/** Throws an {@link ArgumentError} for options of the stock layer that ours of the name `layer` would ignore. */
export function checkLayerOptions(layer: string, options: object): void {
  const config = { ...options } as Record<string, unknown>;
  // A saved configuration describes the initialiser of weights that are about to be loaded.
  const initializer = Object.keys(config).find(
    (name) =>
      name.endsWith('Initializer') &&
      (typeof config[name] === 'string' || config[name] instanceof tf.serialization.Serializable),
  );
  const refused = uncoveredOption(config) ?? initializer;
  if (refused === undefined) return;
  throw new ArgumentError(
    layer,
    "options that core's own layer knows, or else the stock layer of tfjs-layers",
    refused,
  );
}

/** A layer gets its one input as a tensor or as a list of one. */
export function singleInput<T extends tf.Tensor>(inputs: tf.Tensor | tf.Tensor[]): T {
  return (Array.isArray(inputs) ? inputs[0] : inputs) as T;
}

/** Whether `x` holds the constant's values, reshaped or not. */
export function isConstant(x: tf.Tensor, constant: tf.Tensor | undefined): boolean {
  return x.dataId === constant?.dataId;
}

/** A layer's one input shape, [batch, ...]. */
export function singleShape(shape: (number | null)[] | (number | null)[][]): (number | null)[] {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as (number | null)[];
}

/** A saved layer's `kernelSize` or `strides`: one number or one an axis. */
export function pair(argument: string, value: unknown): [number, number] {
  const sizes = Array.isArray(value) ? value : [value, value];
  if (sizes.length !== 2 || !sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw new ArgumentError(argument, 'a positive whole number, or one for height and one for width', value);
  }
  return [sizes[0], sizes[1]];
}
