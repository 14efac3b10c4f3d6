import { checkInteger, checkNumber, checkOneOf, checkOptions } from '../check';
import { ArgumentError } from '../errors';
import { ACTIVATIONS, type ActivationName } from '../layers';

interface Shared {
  /** The activation of all layers but the last. Default 'relu'; 'leakyrelu' has slope 0.2. */
  readonly activation?: ActivationName;
  /** Batch normalisation between each product and its activation, except on the code and the output. */
  readonly batchNormalization?: boolean;
  /** The fraction of activations dropped in training, in [0, 1). Default 0. */
  readonly dropout?: number;
}

/** Fully connected layers: the encoder's widths, which the decoder mirrors. */
export interface DenseArchitecture extends Shared {
  readonly kind: 'dense';
  /** Units of the hidden layers, from the image to the code. Default [512, 256]. */
  readonly widths?: readonly number[];
}

/** Convolutions, then fully connected layers: the encoder's, which the decoder mirrors. */
export interface ConvolutionalArchitecture extends Shared {
  readonly kind: 'convolutional';
  /** Channels of the convolutions, from the image to the code. Default [16, 32, 64]. */
  readonly widths?: readonly number[];
  /** Units of the hidden dense layers behind the convolutions. Default [128]. */
  readonly dense?: readonly number[];
  /** Pixels. Default 3. */
  readonly kernelSize?: number;
  /** Pixels; one for all convolutions or one each. Default 2. */
  readonly strides?: number | readonly number[];
  /** One for all convolutions or one each. Default 'same'. */
  readonly padding?: Padding | readonly Padding[];
  /** The dropout of the dense layers, where it is not that of the convolutions. Default `dropout`. */
  readonly denseDropout?: number;
}

/** Outputs at every position ('same'), or only where the kernel lies within the image ('valid'). */
export type Padding = 'same' | 'valid';

/** What lies between the image and the code, as plain JSON. */
export type Architecture = DenseArchitecture | ConvolutionalArchitecture;

/** The architecture with every default filled in; `strides` and `padding` are given for each convolution. */
export type ResolvedArchitecture =
  | Required<DenseArchitecture>
  | (Required<ConvolutionalArchitecture> & {
      readonly strides: readonly number[];
      readonly padding: readonly Padding[];
    });

const DENSE_OPTIONS = {
  kind: true,
  widths: true,
  activation: true,
  batchNormalization: true,
  dropout: true,
} as const;

const CONVOLUTIONAL_OPTIONS = {
  ...DENSE_OPTIONS,
  dense: true,
  kernelSize: true,
  strides: true,
  padding: true,
  denseDropout: true,
} as const;

/** Checks an architecture and fills in its defaults. Throws an {@link ArgumentError} for a setting out of range. */
export function resolveArchitecture(architecture: Architecture): ResolvedArchitecture {
  checkOneOf('architecture.kind', architecture.kind, ['convolutional', 'dense']);
  if (architecture.kind === 'dense') checkOptions('architecture', architecture, DENSE_OPTIONS);
  else checkOptions('architecture', architecture, CONVOLUTIONAL_OPTIONS);
  const shared = {
    activation: checkOneOf('architecture.activation', architecture.activation ?? 'relu', ACTIVATIONS),
    batchNormalization: architecture.batchNormalization ?? architecture.kind === 'convolutional',
    dropout: checkNumber('architecture.dropout', architecture.dropout ?? 0, 0, 0.99),
  };
  if (architecture.kind === 'dense') {
    return { kind: 'dense', widths: checkWidths('architecture.widths', architecture.widths ?? [512, 256]), ...shared };
  }
  const widths = checkWidths('architecture.widths', architecture.widths ?? [16, 32, 64]);
  if (widths.length === 0) throw new ArgumentError('architecture.widths', 'at least one convolution', widths);
  return {
    kind: 'convolutional',
    widths,
    dense: checkWidths('architecture.dense', architecture.dense ?? [128]),
    denseDropout: checkNumber('architecture.denseDropout', architecture.denseDropout ?? shared.dropout, 0, 0.99),
    kernelSize: checkInteger('architecture.kernelSize', architecture.kernelSize ?? 3, 1),
    strides: oneEach('architecture.strides', architecture.strides ?? 2, widths.length).map((stride) =>
      checkInteger('architecture.strides', stride, 1),
    ),
    padding: oneEach('architecture.padding', architecture.padding ?? 'same', widths.length).map((padding) =>
      checkOneOf('architecture.padding', padding, ['same', 'valid']),
    ),
    ...shared,
  };
}

function checkWidths(argument: string, widths: readonly number[]): readonly number[] {
  for (const width of widths) checkInteger(argument, width, 1);
  return widths;
}

function oneEach<T>(argument: string, value: T | readonly T[], count: number): readonly T[] {
  if (!Array.isArray(value)) return Array.from({ length: count }, () => value as T);
  if (value.length !== count)
    throw new ArgumentError(argument, `one value, or one for each of ${count} convolutions`, value);
  return value;
}
