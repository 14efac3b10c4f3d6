import { escapeMarkup } from './escape';

/** Attribute values by name; numbers are written with at most two decimals, undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One XML element. Attribute values are escaped; `content` is markup and is not. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? decimal(value) : escapeMarkup(String(value))}"`)
    .join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** A coordinate as short text: at most two decimals, no trailing zeros. */
export function decimal(value: number): string {
  return String(Math.round(value * 100) / 100);
}
