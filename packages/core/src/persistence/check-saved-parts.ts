import { FormatError } from '@ae-lab/base';
import { CONFIG_FILE } from './files';
import type { Safetensor } from './safetensors';
import type { SavedParts } from './saved-model';
import { dtypeOf } from './tensor-files';

/**
 * Checks the networks of a save.
 *
 * @throws FormatError that names `source` and a network that is missing or left over.
 */
export function checkNetworkNames(found: readonly string[], { networks, dependsOn }: SavedParts, source: string): void {
  checkNames('network', found, networks, source, dependsOn);
}

/**
 * Checks the tensors of a file against those that it must hold.
 *
 * @throws FormatError that names `source` and a tensor that is missing, left over, of another shape or type, or not finite.
 */
export function checkTensors(
  found: Readonly<Record<string, Safetensor>>,
  { tensors: expected = {}, dependsOn }: SavedParts,
  source: string,
): void {
  checkNames('tensor', Object.keys(found), Object.keys(expected), source, dependsOn);
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
        `tensor '${name}': expected ${dtype} [${wanted.join(', ')}], got ${got} [${tensor.shape.join(', ')}]${hint(name, dependsOn)}.`,
      );
    }
    const bad = finite ? firstNotFinite(tensor) : undefined;
    if (bad !== undefined) throw new FormatError(source, `tensor '${name}': expected finite values, got ${bad}.`);
  }
}

function checkNames(
  what: string,
  found: readonly string[],
  expected: readonly string[],
  source: string,
  dependsOn: SavedParts['dependsOn'],
): void {
  const missing = expected.find((name) => !found.includes(name));
  if (missing !== undefined)
    throw new FormatError(source, `the ${what} '${missing}' is missing${hint(missing, dependsOn)}.`);
  const leftOver = found.find((name) => !expected.includes(name));
  if (leftOver !== undefined) {
    throw new FormatError(
      source,
      `the ${what} '${leftOver}' does not belong to this model${hint(leftOver, dependsOn)}.`,
    );
  }
}

/** Returns the words of an error about the option on which a part depends, if there is one. */
function hint(part: string, dependsOn: SavedParts['dependsOn'] = {}): string {
  return part in dependsOn ? ` (see ${dependsOn[part]} in ${CONFIG_FILE})` : '';
}

function firstNotFinite({ values }: Safetensor): number | undefined {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return undefined;
  for (const value of values) if (!Number.isFinite(value)) return value;
  return undefined;
}
