import { ArgumentError, type Description, FormatError, kind, optional } from '@ae-lab/base';
import type { Weight, WeightLayout } from './weight-layout';

/** The names that the weights of a network have in a file. */
export interface WeightNames {
  /** The prefix of all names, such as 'encoder.' for a part of a larger model. Default ''. */
  readonly prefix?: string;
  /**
   * Other names for layers, such as `{ block1: 'conv1' }`; '' leaves the name of the layer out. Default: the layers' own
   * names.
   */
  readonly names?: Readonly<Record<string, string>>;
}

/** The description of {@link WeightNames}. */
export const WEIGHT_NAMES = {
  prefix: optional(kind.text, ''),
  names: optional(kind.record(kind.text)),
} satisfies Description<WeightNames>;

const SEPARATOR = { keras: '/', pytorch: '.' } as const;

/**
 * Returns the weights by their names in a file.
 *
 * @throws ArgumentError if `names` names a layer without weights or that does not exist, or two weights get one name.
 */
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
 * Matches the modules of a PyTorch model with the layers that have weights, in order, and returns the module of each layer.
 *
 * @param found the names of the model's tensors.
 * @throws FormatError if there are not as many modules as layers, or the order of the modules cannot be told.
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

/** Whether the file has lost the order of the modules, since safetensors for Python sorts tensors by name. */
function isSorted(names: readonly string[]): boolean {
  return names.every((name, i) => i === 0 || names[i - 1] < name);
}

function byNumber(modules: readonly string[]): string[] {
  const withoutNumbers = new Set(modules.map((name) => name.replaceAll(/\d+/g, '#')));
  if (withoutNumbers.size > 1) {
    throw new FormatError(
      'weights',
      `its tensors are in alphabetical order, which may not be the order of the layers: say in 'names' which layer each of ` +
        `${modules.join(', ')} is.`,
    );
  }
  return modules.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
