import { ArgumentError, FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { decodeSafetensors, encodeSafetensors, type Safetensor, type Safetensors } from './safetensors';

const TYPES = { float32: 'F32', int32: 'I32', bool: 'BOOL' } as const;

/** Encodes float32, int32 and bool tensors by name, and text about them, as a safetensors file. */
export async function encodeTensors(
  tensors: Readonly<Record<string, tf.Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const encode = async ([name, { dtype, shape }]: [string, tf.Tensor]): Promise<[string, Safetensor]> => {
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
      throw new ArgumentError(`tensors.${name}`, 'a float32, int32 or bool tensor', dtype);
    }
    return [name, { type: TYPES[dtype], shape, values: await tensors[name].data<typeof dtype>() }];
  };
  const encoded = await Promise.all(Object.entries(tensors).map(encode));
  return encodeSafetensors({ tensors: Object.fromEntries(encoded), metadata });
}

/**
 * Decodes the tensors of a safetensors file: F32 and F64 to float32, BOOL to bool, all others to int32.
 *
 * @throws FormatError that names `source` if the file is damaged, or an I64 does not fit into int32.
 */
export function decodeTensors(bytes: Uint8Array, source: string): Record<string, tf.Tensor> {
  return tensorsOf(decodeSafetensors(bytes, source), source);
}

/** Makes tensors of a decoded safetensors file; see {@link decodeTensors}. */
export function tensorsOf({ tensors }: Safetensors, source: string): Record<string, tf.Tensor> {
  const values = Object.entries(tensors).map(
    ([name, saved]) => [name, saved, narrow(saved, `${source}, ${name}`)] as const,
  );
  return Object.fromEntries(
    values.map(([name, { type, shape }, array]) => {
      return [name, tf.tensor(array, [...shape], dtypeOf({ type }))];
    }),
  );
}

/** Returns the type of the tensor that {@link tensorsOf} makes. */
export function dtypeOf({ type }: Pick<Safetensor, 'type'>): 'float32' | 'int32' | 'bool' {
  if (type === 'BOOL') return 'bool';
  return type === 'F32' || type === 'F64' ? 'float32' : 'int32';
}

/** Converts values to a type that TensorFlow.js has. */
function narrow({ type, values }: Safetensor, source: string): Float32Array | Int32Array | Uint8Array {
  if (values instanceof Float64Array) return Float32Array.from(values);
  if (!(values instanceof BigInt64Array)) return type === 'U8' ? Int32Array.from(values) : values;
  const outside = values.find((value) => value !== BigInt.asIntN(32, value));
  if (outside !== undefined) throw new FormatError(source, `${outside} does not fit into an int32 tensor.`);
  return Int32Array.from(values, Number);
}
