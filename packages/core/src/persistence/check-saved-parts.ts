import { FormatError } from '@ae-lab/base';
import type { Safetensor } from './safetensors';
import type { SavedTensor } from './saved-model';
import { dtypeOf } from './tensor-files';

/**
 * Checks the networks of a save.
 *
 * @throws FormatError that names `source` and a network that is missing or left over.
 */
export function checkNetworkNames(found: readonly string[], expected: readonly string[], source: string): void {
  checkNames('network', found, expected, source);
}

/**
 * Checks the tensors of a file against those that it must hold.
 *
 * @throws FormatError that names `source` and a tensor that is missing, left over, of another shape or type, or not finite.
 */
export function checkTensors(
  found: Readonly<Record<string, Safetensor>>,
  expected: Readonly<Record<string, SavedTensor>>,
  source: string,
): void {
  checkNames('tensor', Object.keys(found), Object.keys(expected), source);
  const sizes = new Map<string, number>();
  for (const [name, { dtype, shape, finite = false }] of Object.entries(expected)) {
    const tensor = found[name];
    const fits = (size: number | string, axis: number) => {
      if (typeof size === 'string' && !sizes.has(size)) sizes.set(size, tensor.shape[axis]);
      return tensor.shape[axis] === (typeof size === 'string' ? sizes.get(size) : size);
    };
    const got = dtypeOf(tensor);
    if (got !== dtype || shape.length !== tensor.shape.length || !shape.every(fits)) {
      const wanted = shape.map((size) => (typeof size === 'string' ? (sizes.get(size) ?? size) : size));
      throw new FormatError(
        source,
        `tensor '${name}': expected ${dtype} [${wanted.join(', ')}], got ${got} [${tensor.shape.join(', ')}].`,
      );
    }
    const bad = finite ? firstNotFinite(tensor) : undefined;
    if (bad !== undefined) throw new FormatError(source, `tensor '${name}': expected finite values, got ${bad}.`);
  }
}

function checkNames(what: string, found: readonly string[], expected: readonly string[], source: string): void {
  const missing = expected.find((name) => !found.includes(name));
  if (missing !== undefined) throw new FormatError(source, `the ${what} '${missing}' is missing.`);
  const leftOver = found.find((name) => !expected.includes(name));
  if (leftOver !== undefined) throw new FormatError(source, `the ${what} '${leftOver}' does not belong to this model.`);
}

function firstNotFinite({ values }: Safetensor): number | undefined {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return undefined;
  for (const value of values) if (!Number.isFinite(value)) return value;
  return undefined;
}
