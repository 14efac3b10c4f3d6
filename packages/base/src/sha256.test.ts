import { createHash } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { sha256Hex } from './sha256';

afterEach(() => vi.unstubAllGlobals());

it.each([0, 3, 1000])('hashes %i bytes as OpenSSL does, with and without a native hash', async (size) => {
  const bytes = Uint8Array.from({ length: size }, (_, i) => i);
  const expected = createHash('sha256').update(bytes).digest('hex');
  expect(await sha256Hex(bytes)).toBe(expected);
  expect(await sha256Hex(new Uint8Array(new SharedArrayBuffer(size)).fill(0))).toBe(
    createHash('sha256').update(new Uint8Array(size)).digest('hex'),
  );
  vi.stubGlobal('crypto', {});
  expect(await sha256Hex(bytes)).toBe(expected);
});
