import { escapeMarkup } from './escape';

/** Attribute values by name. Numbers are written with at most two decimals, and undefined values are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Returns an XML element. Attribute values are escaped. `content` is markup and is not escaped. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? decimal(value) : escapeMarkup(String(value))}"`)
    .join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** Returns a coordinate as short text with at most two decimals and no trailing zeros. */
export function decimal(value: number): string {
  return String(Math.round(value * 100) / 100);
}
