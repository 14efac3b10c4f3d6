import { deflateSync, gzipSync } from 'node:zlib';
import { FormatError } from '@ae-lab/core';
import { describe, expect, it } from 'vitest';
import { gunzip, inflate } from './inflate';

const text = new TextEncoder().encode('four hundred bytes '.repeat(21));
const source = 'a.gz';

describe('inflate', () => {
  it('unpacks gzip and zlib data', async () => {
    expect(await gunzip(gzipSync(text))).toEqual(text);
    expect(await inflate(deflateSync(text), 'deflate')).toEqual(text);
    expect(await gunzip(gzipSync(new Uint8Array(0)))).toEqual(new Uint8Array(0));
  });

  it('unpacks more than one chunk', async () => {
    const large = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * i) >> 8);
    expect(Buffer.compare(await gunzip(gzipSync(large)), large)).toBe(0);
  });

  it('refuses damaged data, naming it', async () => {
    const packed = new Uint8Array(gzipSync(text));
    const changed = (at: number) => packed.with(at < 0 ? packed.length + at : at, 0xa5);
    for (const bad of [
      new Uint8Array(0),
      packed.subarray(0, 5),
      packed.subarray(0, 30),
      packed.subarray(0, -1),
      changed(0),
      changed(20),
      changed(-8), // the checksum
      changed(-1), // the size
      Uint8Array.from([...packed, 1]),
      Uint8Array.from([...packed, 0]),
    ]) {
      const failure = await gunzip(bad, { source }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(FormatError);
      expect(String(failure)).toContain(source);
    }
  });

  it('stops at the limit, whatever size the data claims', async () => {
    const bomb = gzipSync(new Uint8Array(20_000_000));
    bomb.writeUInt32LE(10, bomb.length - 4);
    await expect(gunzip('x' as never)).rejects.toThrow('bytes: expected the content of a file');
    await expect(gunzip(bomb, { maxByte: 1000 } as object)).rejects.toThrow('options: expected no other options');
    await expect(gunzip(bomb, { maxBytes: 0.5 })).rejects.toThrow(
      'maxBytes: expected a whole number of at least 0, got 0.5.',
    );
    await expect(gunzip(bomb, { source, maxBytes: 1000 })).rejects.toThrow(
      'a.gz: oversized: expected at most 1000 bytes',
    );
    expect(await gunzip(gzipSync(text), { maxBytes: text.length })).toEqual(text);
  });
});
