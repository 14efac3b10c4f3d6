import { ArgumentError, FormatError } from '@ae-lab/base';
import type { Weight, WeightLayout } from './weight-layout';

/** Which names in a file the weights of a network have. */
export interface WeightNames {
  /** What all names begin with, such as 'encoder.' for a part of a larger model. Default ''. */
  readonly prefix?: string;
  /** Other names for layers, such as `{ block1: 'conv1' }`, or '' for none. Default: the layers' own. */
  readonly names?: Readonly<Record<string, string>>;
}

const SEPARATOR = { keras: '/', pytorch: '.' } as const;

/** The weights by their names in a file. Throws an {@link ArgumentError} if `names` has no layer's name, or one name twice. */
export function nameWeights(
  weights: readonly Weight[],
  layout: WeightLayout,
  { prefix = '', names = {} }: WeightNames,
): Map<string, Weight> {
  const layers = new Set(weights.map(({ layer }) => layer));
  for (const layer of Object.keys(names)) {
    if (!layers.has(layer)) throw new ArgumentError('names', `layers with weights: ${[...layers].join(', ')}`, layer);
  }
  const nameOf = ({ layer, name }: Weight) => {
    const module = names[layer] ?? layer;
    return prefix + (module === '' ? name : module + SEPARATOR[layout] + name);
  };
  const named = new Map(weights.map((weight) => [nameOf(weight), weight]));
  if (named.size < weights.length) throw new ArgumentError('names', 'a name of its own for each layer', names);
  return named;
}

/**
 * The modules of a PyTorch model, `found` being the names of its tensors, for the layers with weights, in order. Throws a
 * {@link FormatError} if there are not as many of each, or the order of the modules cannot be told.
 */
export function matchModules(weights: readonly Weight[], found: readonly string[]): Record<string, string> {
  const layers = [...new Set(weights.map(({ layer }) => layer))];
  const modules = [...new Set(found.map((name) => name.slice(0, Math.max(name.lastIndexOf('.'), 0))))];
  if (layers.every((layer) => modules.includes(layer))) return {};
  if (modules.length !== layers.length) {
    throw new FormatError(
      'weights',
      `${modules.length} modules with weights (${modules.join(', ')}) for ${layers.length} layers (${layers.join(', ')}).`,
    );
  }
  const ordered = found.length > 1 && isSorted(found) ? byNumber(modules) : modules;
  return Object.fromEntries(layers.map((layer, i) => [layer, ordered[i]]));
}

/** Whether the file has lost the order of the modules: safetensors for Python writes tensors by name. */
function isSorted(names: readonly string[]): boolean {
  return names.every((name, i) => i === 0 || names[i - 1] < name);
}

function byNumber(modules: readonly string[]): string[] {
  const withoutNumbers = new Set(modules.map((name) => name.replaceAll(/\d+/g, '#')));
  if (withoutNumbers.size > 1) {
    throw new FormatError(
      'weights',
      `its tensors stand in alphabetical order, which need not be that of the layers: say in 'names' which layer each of ` +
        `${modules.join(', ')} is.`,
    );
  }
  return modules.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
