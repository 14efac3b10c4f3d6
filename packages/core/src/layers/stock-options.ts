import { type AnyDescription, ArgumentError, readOptions } from '@ae-lab/base';

type Config = Readonly<Record<string, unknown>>;

/** Options of stock layers for which ours would compute something else, whatever their value. */
const UNSUPPORTED = /(Regularizer|Constraint)$|^(noiseShape|depthMultiplier)$/;

/** Options that stock layers save and ours do not have, with the one value that ours compute with. */
const IMPLIED: Readonly<Record<string, (value: unknown) => boolean>> = {
  dilationRate: (value) => [value].flat().every((rate) => rate === 1),
  dataFormat: (value) => value === 'channelsLast',
  axis: (value) => value === -1,
  center: (value) => value === true,
  scale: (value) => value === true,
};

/**
 * Reads the options of one of our layers.
 *
 * @throws ArgumentError for options that are unknown or out of range. For those of the stock layer, it says which layer has them.
 */
export function readLayerOptions(layer: string, options: unknown, description: AnyDescription): object {
  const stockOnly = (name: string) => UNSUPPORTED.test(name) || name.endsWith('Initializer') || name in IMPLIED;
  const refused = Object.entries(options ?? {}).find(([name, value]) => value !== undefined && stockOnly(name));
  if (refused !== undefined) {
    const expected = 'no option that only the stock layer of tfjs-layers has (use that layer for it)';
    throw new ArgumentError(layer, expected, refused[0]);
  }
  return readOptions(layer, options, description);
}

/** The first option in a stock layer's saved configuration that our layer of this description would not honour. */
export function uncoveredOption(config: Config, description: AnyDescription): string | undefined {
  const covers = ([name, value]: [string, unknown]) =>
    !UNSUPPORTED.test(name) && IMPLIED[name]?.(value) !== false && accepts(description[name], value);
  return given(config).find((entry) => !covers(entry))?.[0];
}

/** The options in a stock layer's saved configuration that our layer of this description has. */
export function coveredOptions(config: Config, description: AnyDescription): Config {
  return Object.fromEntries(given(config).filter(([name]) => name in description));
}

/** The options that have a value: a saved configuration has null for those without. */
function given(config: Config): [string, unknown][] {
  return Object.entries(config).filter(([, value]) => value !== null && value !== undefined);
}

/** Whether our option, if we have it, takes this value. Options that we do not have describe initial weights, which are saved. */
function accepts(field: AnyDescription[string] | undefined, value: unknown): boolean {
  if (field === undefined) return true;
  try {
    ('kind' in field ? field.kind : field).read('option', value);
    return true;
  } catch (error) {
    if (error instanceof ArgumentError) return false;
    throw error;
  }
}
