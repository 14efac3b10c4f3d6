import { ArgumentError, FormatError, kind } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';

/** The bytes of a value, by the type in which a weights file holds it. */
const BYTES = { float32: 4, int32: 4, bool: 1, float16: 2, uint16: 2, uint8: 1 } as const;

/** One weight in a weights file. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** The type of the weight in memory. */
  readonly dtype: 'float32' | 'int32' | 'bool';
  /** The quantisation by TensorFlow.js' converter; undefined for plain values. */
  readonly quantization: Quantization | undefined;
  /** Whether it belongs to an optimizer, instead of the network. */
  readonly ofOptimizer: boolean;
}

type Quantization =
  | { readonly dtype: 'float16' }
  | { readonly dtype: 'uint8' | 'uint16'; readonly scale: number; readonly min: number };

/** Weights that lie one after the other in one or more files. */
export interface WeightGroup {
  /** The paths of the files, relative to the folder of the `model.json`. */
  readonly paths: readonly string[];
  readonly specs: readonly WeightSpec[];
}

/** A list of at most six sizes; TensorFlow.js has no tensors of a higher rank. */
const SHAPE = kind.of<readonly number[]>(
  'a list of at most six sizes',
  (value) =>
    Array.isArray(value) && value.length <= 6 && value.every((size) => Number.isSafeInteger(size) && Number(size) >= 0),
);
const PATHS = kind.list(
  kind.of<string>('the path of a file in the folder of model.json or below it', (value) =>
    /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(String(value)),
  ),
);
const GROUPS = kind.list(kind.record(kind.of<unknown>('anything', () => true)));
const MAX_FILES = 1000;

/**
 * Reads the `weightsManifest` of a `model.json`.
 *
 * @throws FormatError that names `source` and the entry.
 */
export function readManifest(manifest: unknown, source: string): WeightGroup[] {
  try {
    const groups = GROUPS.read('weightsManifest', manifest).map(({ paths, weights }, i) => {
      const argument = `weightsManifest[${i}]`;
      const specs = GROUPS.read(`${argument}.weights`, weights);
      return {
        paths: PATHS.read(`${argument}.paths`, paths),
        specs: specs.map((spec, j) => readSpec(`${argument}.weights[${j}]`, spec)),
      };
    });
    const files = groups.reduce((count, { paths }) => count + paths.length, 0);
    if (files > MAX_FILES) throw new ArgumentError('weightsManifest', `at most ${MAX_FILES} files`, files);
    return groups;
  } catch (error) {
    throw error instanceof ArgumentError ? new FormatError(source, error.message) : error;
  }
}

/** Returns the number of bytes that weights take in their files. */
export function bytesOf(specs: readonly WeightSpec[]): number {
  const sizes = specs.map(({ shape, dtype, quantization }) => sizeOf(shape) * BYTES[quantization?.dtype ?? dtype]);
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Decodes the weights of a group, in their order; the tensors belong to the caller.
 *
 * @param bytes the content of its files, one after the other, of the length that {@link bytesOf} says.
 */
export function decodeGroup(bytes: Uint8Array, specs: readonly WeightSpec[]): tf.Tensor[] {
  // Numbered, since layers of nested networks may share a name.
  const numbered = specs.map(({ shape, dtype, quantization }, i) => ({
    name: `${i}`,
    shape: [...shape],
    dtype,
    ...(quantization && { quantization }),
  }));
  return Object.values(tf.io.decodeWeights(new Uint8Array(bytes).buffer, numbered));
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

function readSpec(argument: string, spec: Readonly<Record<string, unknown>>): WeightSpec {
  const name = kind.text.read(`${argument}.name`, spec.name);
  const weight = `weight '${name}'`;
  const dtype = kind.choice(['float32', 'int32', 'bool']).read(`${weight}: dtype`, spec.dtype);
  const { quantization } = spec;
  return {
    name,
    shape: SHAPE.read(`${weight}: shape`, spec.shape),
    dtype,
    quantization:
      quantization === undefined ? undefined : readQuantization(`${weight}: quantization`, quantization, dtype),
    ofOptimizer: spec.group === 'optimizer',
  };
}

function readQuantization(argument: string, value: unknown, dtype: WeightSpec['dtype']): Quantization {
  const { dtype: type, scale, min } = kind.record(kind.of<unknown>('anything', () => true)).read(argument, value);
  const known = { float32: ['float16', 'uint8', 'uint16'], int32: ['uint8', 'uint16'], bool: [] } as const;
  const quantised = kind.choice<Quantization['dtype']>(known[dtype]).read(`${argument}.dtype`, type);
  if (quantised === 'float16') return { dtype: quantised };
  const finite = kind.number();
  return {
    dtype: quantised,
    scale: finite.read(`${argument}.scale`, scale),
    min: finite.read(`${argument}.min`, min),
  };
}
