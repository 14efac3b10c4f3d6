import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as viz from './index';

/** Every ts block in a docstring by the file that it is in. */
const examples = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap((file) => {
    const text = readFileSync(`${import.meta.dirname}/${file}`, 'utf8');
    return [...text.matchAll(/^ \* ```ts\n(.*?)^ \* ```$/gms)].map(([, block]) => [
      file,
      block.replace(/^ \* ?/gm, ''),
    ]);
  });

const AsyncFunction = (async () => {}).constructor as new (...parts: string[]) => (...values: unknown[]) => unknown;

describe('the example of', () => {
  it('every function is there', () => {
    const functions = Object.values(viz).filter((value) => typeof value === 'function');
    expect(examples).toHaveLength(functions.length);
  });

  it.each(examples)('%s runs', async (_, code) => {
    expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(8);
    await new AsyncFunction(...Object.keys(viz), `'use strict'; ${code}`)(...Object.values(viz));
  });
});
