import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json';

it('is JSON, equal for equal values', () => {
  const text = canonicalJson('x', { b: [1, { d: null, c: 'é"' }], a: true, u: undefined });
  expect(text).toBe('{"a":true,"b":[1,{"c":"é\\"","d":null}]}');
  expect(canonicalJson('x', { a: true, b: [1, { c: 'é"', d: null }] })).toBe(text);
});

it.each([
  ['x', undefined],
  ['x', Number.POSITIVE_INFINITY],
  ['x.a', { a: new Date(0) }],
  ['x[1]', [1, undefined]],
  ['x.a.b', { a: { b: 1n } }],
  ['x', new Float32Array(2)],
])('names the path %s of a value that JSON cannot hold', (place, value) => {
  expect(() => canonicalJson('x', value)).toThrow(`${place}: expected a value that JSON can hold`);
});
