import { FormatError } from '@ae-lab/core';
import { expect, it } from 'vitest';
import { gunzip } from './inflate';

const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 8);

async function gzipped(): Promise<Uint8Array> {
  const packed = new Blob([content]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

it('unpacks in a browser, also what zeros follow', async () => {
  const packed = await gzipped();
  for (const zeros of [0, 3, 1000]) {
    const unpacked = await gunzip(Uint8Array.from([...packed, ...new Uint8Array(zeros)]));
    expect(unpacked.length).toBe(content.length);
    expect(unpacked.every((byte, i) => byte === content[i])).toBe(true);
  }
});

it('refuses damaged data in a browser', async () => {
  const packed = await gzipped();
  for (const bad of [
    packed.subarray(0, -1),
    packed.with(packed.length - 8, packed[packed.length - 8] ^ 1),
    packed.with(packed.length - 1, 9),
    Uint8Array.from([...packed, 0, 1]),
  ]) {
    await expect(gunzip(bad)).rejects.toThrow(FormatError);
  }
  await expect(gunzip(packed, { maxBytes: 1000 })).rejects.toThrow(/oversized/);
});
