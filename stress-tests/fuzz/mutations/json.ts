import type { Rng } from '@ae-lab/base';
import { NUMBERS, pick } from './bytes';

type Container = Record<string, unknown> | unknown[];

/** Values of other kinds than those in a file. */
const VALUES = [
  null,
  true,
  false,
  '',
  'x',
  '__proto__',
  '../x',
  '1',
  [],
  {},
  [[]],
  [0],
  { a: 1 },
  'x'.repeat(5_000),
  ...NUMBERS,
];

/** Returns a copy of a JSON value with one change, and what it is. */
export function mutateJson(value: unknown, rng: Rng): { value: unknown; what: string } {
  const copy = structuredClone(value);
  const places = placesIn(copy);
  if (places.length === 0) return { value: pick(rng, VALUES), what: 'the whole value' };
  const place = pick(rng, places);
  const name = pick(rng, Object.keys(CHANGES));
  const before = places.map((each) => shown(valueAt(each)));
  CHANGES[name](place, rng, places);
  // The innermost place whose value differs, since a change may be elsewhere than at the place that was drawn.
  const where = places.findLast((each, i) => shown(valueAt(each)) !== before[i]) ?? place;
  return {
    value: copy,
    what: `${where.path}: ${name}, from ${before[places.indexOf(where)]} to ${shown(valueAt(where))}`,
  };
}

interface JsonPlace {
  readonly container: Container;
  readonly key: string;
  readonly path: string;
}

const set = ({ container, key }: JsonPlace, value: unknown) => {
  Object.defineProperty(container, key, { value, enumerable: true, writable: true, configurable: true });
};
const valueAt = ({ container, key }: JsonPlace) => (container as Record<string, unknown>)[key];

const CHANGES: Readonly<Record<string, (place: JsonPlace, rng: Rng, places: readonly JsonPlace[]) => void>> = {
  removed: ({ container, key }) => {
    if (Array.isArray(container)) container.splice(Number(key), 1);
    else delete container[key];
  },
  renamed: (place, rng) => {
    const value = valueAt(place);
    if (!Array.isArray(place.container)) delete place.container[place.key];
    set(
      { ...place, key: pick(rng, [`${place.key}x`, place.key.toUpperCase(), '__proto__', 'constructor', '0']) },
      value,
    );
  },
  replaced: (place, rng) => set(place, structuredClone(pick(rng, VALUES))),
  // Names of other layers, shapes of other tensors: what is right elsewhere.
  'another value of its type': (place, rng, places) => {
    const alike = places.filter((other) => typeof valueAt(other) === typeof valueAt(place));
    set(place, structuredClone(valueAt(pick(rng, alike))));
  },
  'another number': (place, rng, places) => {
    const numbers = places.filter((other) => typeof valueAt(other) === 'number');
    const number = numbers.length > 0 ? pick(rng, numbers) : place;
    const old = Number(valueAt(number));
    set(number, pick(rng, [old + 1, old - 1, 2 * old, -old, old + 0.5, pick(rng, NUMBERS)]));
  },
  'another letter': (place, rng, places) => {
    const texts = places.filter((other) => typeof valueAt(other) === 'string' && valueAt(other) !== '');
    const text = texts.length > 0 ? pick(rng, texts) : place;
    const old = String(valueAt(text));
    const at = rng.integer(old.length);
    set(text, old.slice(0, at) + String.fromCharCode(33 + rng.integer(94)) + old.slice(at + 1));
  },
  doubled: (place) => {
    if (Array.isArray(place.container)) place.container.push(structuredClone(valueAt(place)));
    else set({ ...place, key: `${place.key}2` }, structuredClone(valueAt(place)));
  },
};

/** Returns every place of a value within the arrays and objects of a JSON value. */
function placesIn(value: unknown, path = ''): JsonPlace[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = { container: value as Container, key, path: `${path}/${key}` };
    return [place, ...placesIn(inner, place.path)];
  });
}

function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 60);
}
