import { crc32 as reference } from 'node:zlib';
import { expect, it } from 'vitest';
import { crc32 } from './crc32';

it("agrees with the standard's check value and with zlib", () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  for (const length of [0, 1, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * i);
    expect(crc32(bytes)).toBe(reference(bytes));
  }
});
