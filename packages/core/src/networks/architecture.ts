import { ArgumentError, type Description, type Kind, kind, optional, variants } from '@ae-lab/base';
import { ACTIVATIONS, type ActivationName } from '../layers';

interface Shared {
  /** The activation of all layers but the last; 'leakyrelu' has slope 0.2. Default 'relu'. */
  readonly activation?: ActivationName;
  /**
   * Whether each product, except that of the code and of the output, is normalised before its activation. Default false for
   * dense architectures, true for convolutional ones.
   */
  readonly batchNormalization?: boolean;
  /** The fraction of activations dropped in training, in [0, 1). Default 0. */
  readonly dropout?: number;
}

/** The encoder's fully connected layers, which the decoder mirrors. */
export interface DenseArchitecture extends Shared {
  readonly kind: 'dense';
  /** Units of the hidden layers, from the image to the code. Default [512, 256]. */
  readonly widths?: readonly number[];
}

/** The encoder's convolutions and then its fully connected layers, which the decoder mirrors. */
export interface ConvolutionalArchitecture extends Shared {
  readonly kind: 'convolutional';
  /** Channels of the convolutions, from the image to the code. Default [16, 32, 64]. */
  readonly widths?: readonly number[];
  /** Units of the hidden dense layers after the convolutions. Default [128]. */
  readonly dense?: readonly number[];
  /** Height and width of the kernels, in pixels. Default 3. */
  readonly kernelSize?: number;
  /** Pixels from one position of the kernel to the next: one number for all convolutions, or one for each. Default 2. */
  readonly strides?: number | readonly number[];
  /** The padding: one for all convolutions, or one for each. Default 'same'. */
  readonly padding?: Padding | readonly Padding[];
  /** The fraction of the dense layers' activations dropped in training, in [0, 1). Default `dropout`. */
  readonly denseDropout?: number;
}

/** Outputs at every position ('same'), or only where the kernel lies within the image ('valid'). */
export type Padding = 'same' | 'valid';

/** The layers between the image and the code, as plain JSON. */
export type Architecture = DenseArchitecture | ConvolutionalArchitecture;

/** The architecture with every default filled in; `strides` and `padding` are given for each convolution. */
export type ResolvedArchitecture =
  | Required<DenseArchitecture>
  | (Required<ConvolutionalArchitecture> & {
      readonly strides: readonly number[];
      readonly padding: readonly Padding[];
    });

const dropout = kind.number({ from: 0, below: 1 });
const widths = kind.list(kind.integer({ from: 1 }));
const padding = kind.choice<Padding>(['same', 'valid']);
const SHARED = { activation: optional(kind.choice(ACTIVATIONS), 'relu'), dropout: optional(dropout, 0) };

const DENSE = {
  ...SHARED,
  batchNormalization: optional(kind.flag, false),
  widths: optional(widths, [512, 256]),
} satisfies Description<Omit<DenseArchitecture, 'kind'>>;

const CONVOLUTIONAL = {
  ...SHARED,
  batchNormalization: optional(kind.flag, true),
  widths: optional(kind.list(kind.integer({ from: 1 }), { atLeast: 1 }), [16, 32, 64]),
  dense: optional(widths, [128]),
  kernelSize: optional(kind.integer({ from: 1 }), 3),
  strides: optional(kind.anyOf(kind.integer({ from: 1 }), kind.list(kind.integer({ from: 1 }))), 2),
  padding: optional(kind.anyOf(padding, kind.list(padding)), 'same'),
  denseDropout: optional(dropout),
} satisfies Description<Omit<ConvolutionalArchitecture, 'kind'>>;

const WITH_DEFAULTS = variants('kind', { dense: DENSE, convolutional: CONVOLUTIONAL });

/** The kind of an {@link Architecture}. */
export const ARCHITECTURE: Kind<Architecture> = WITH_DEFAULTS;

/** The same, read as a {@link ResolvedArchitecture}. */
export const RESOLVED_ARCHITECTURE: Kind<ResolvedArchitecture> = {
  expected: ARCHITECTURE.expected,
  read(argument, value) {
    const resolved = WITH_DEFAULTS.read(argument, value);
    if (resolved.kind === 'dense') return resolved;
    const { widths, strides, padding, dropout, denseDropout = dropout } = resolved;
    return {
      ...resolved,
      denseDropout,
      strides: oneEach(`${argument}.strides`, strides, widths.length),
      padding: oneEach(`${argument}.padding`, padding, widths.length),
    };
  },
};

function oneEach<T>(argument: string, value: T | readonly T[], count: number): readonly T[] {
  if (!Array.isArray(value)) return Array.from({ length: count }, () => value as T);
  if (value.length !== count) {
    throw new ArgumentError(argument, `one value, or one for each of ${count} convolutions`, value);
  }
  return value;
}
