import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as browser from './browser';
import * as node from './node';

/** Node has the web's DecompressionStream too, so both implementations can be tested here. */
describe.each([
  ['node', node],
  ['browser', browser],
] as const)('inflateChunks of %s', (_, { inflateChunks }) => {
  const unpack = async (bytes: Uint8Array, format: 'gzip' | 'deflate') => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of inflateChunks(bytes, format)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const content = Buffer.from('content '.repeat(100_000));

  it('unpacks', async () => {
    expect((await unpack(gzipSync(content), 'gzip')).equals(content)).toBe(true);
    expect((await unpack(deflateSync(content), 'deflate')).equals(content)).toBe(true);
  });

  it('rejects data that is corrupt or truncated', async () => {
    const packed = gzipSync(content);
    await expect(unpack(packed.subarray(0, packed.length / 2), 'gzip')).rejects.toThrow();
    packed[packed.length - 6] ^= 1;
    await expect(unpack(packed, 'gzip')).rejects.toThrow();
  });

  it('can be stopped early', async () => {
    for await (const chunk of inflateChunks(gzipSync(content), 'gzip')) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
});
