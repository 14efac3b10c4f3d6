import { constants, deflateSync, gzipSync } from 'node:zlib';
import { FormatError } from '@ae-lab/core';
import { describe, expect, it } from 'vitest';
import { gunzip, inflate } from './inflate';

const text = new TextEncoder().encode('four hundred bytes '.repeat(21));
const source = 'a.gz';

/** Neither compressible nor all different: packed to about half. */
const large = Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * i) >> 8);

describe('gunzip', () => {
  it('unpacks gzip files', async () => {
    expect(await gunzip(gzipSync(text))).toEqual(text);
    expect(await gunzip(gzipSync(new Uint8Array(0)))).toEqual(new Uint8Array(0));
    expect(Buffer.compare(await gunzip(gzipSync(large)), large)).toBe(0);
  });

  it('unpacks the members of a file one after the other, wherever they begin', async () => {
    const members = [text, new Uint8Array(0), large, text.subarray(5), large];
    const file = Buffer.concat(members.map((member, i) => gzipSync(member, { level: [1, 6, 9][i % 3] })));
    expect(Buffer.compare(await gunzip(file), Buffer.concat(members))).toBe(0);
    // A first member that ends where a piece of the input does, after 2^16 bytes.
    const stored = gzipSync(large.subarray(0, 2 ** 16 - 23), { level: constants.Z_NO_COMPRESSION });
    expect(stored.length).toBe(2 ** 16);
    const pieces = [stored, gzipSync(text)];
    expect((await gunzip(Buffer.concat(pieces))).length).toBe(2 ** 16 - 23 + text.length);
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
    ]) {
      const failure = await gunzip(bad, { source }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(FormatError);
      expect(String(failure)).toContain(source);
    }
  });

  // As Python's gzip reads them; the size at the end of a member may itself end in zeros.
  it.each([0, 1, 400, 65_536, 1_000_000])('reads a file of %i bytes that zeros follow', async (size) => {
    const content = large.subarray(0, size);
    for (const members of [[content], [text, content]]) {
      const [file, expected] = [members.map((member) => gzipSync(member)), members].map((parts) =>
        Buffer.concat(parts),
      );
      for (const zeros of [1, 2, 3, 4, 5, 500, 200_000]) {
        const unpacked = await gunzip(Buffer.concat([file, Buffer.alloc(zeros)]));
        expect(Buffer.compare(unpacked, expected), `${zeros} zeros`).toBe(0);
      }
    }
  });

  it('refuses other bytes after the end', async () => {
    for (const packed of [gzipSync(text), gzipSync(large)]) {
      for (const bytes of ['1', '12', '\n', 'x'.repeat(100_000), '\x001', `${'\0'.repeat(1000)}1`]) {
        const refusal = gunzip(Buffer.concat([packed, Buffer.from(bytes)]), { source });
        // The last four bytes count as the unpacked size, until the end is found.
        await expect(refusal).rejects.toThrow(
          /a\.gz: .*(other bytes follow|followed by other bytes|got more|oversized)/,
        );
      }
      await expect(gunzip(Buffer.concat([packed, Buffer.alloc(9), packed]))).rejects.toThrow('other bytes follow');
    }
    await expect(gunzip(Buffer.concat([gzipSync(text), Buffer.of(0, 4, 0, 0)]))).rejects.toThrow('other bytes follow');
    await expect(gunzip(Buffer.concat([gzipSync(text), Buffer.of(9, 4, 0, 0)]))).rejects.toThrow('other bytes follow');
  });

  it('refuses a claim above the budget, and stops at what was claimed', async () => {
    const bomb = gzipSync(new Uint8Array(70_000_000));
    const claiming = (size: number) => {
      const copy = Buffer.from(bomb);
      copy.writeUInt32LE(size, copy.length - 4);
      return copy;
    };
    await expect(gunzip(bomb, { source })).rejects.toThrow(
      'a.gz: oversized: expected at most 67108864 bytes, got a claim of 70000000; raise maxBytes unless the file is damaged.',
    );
    await expect(gunzip(claiming(10), { source })).rejects.toThrow(FormatError);
    await expect(gunzip(claiming(2 ** 24 + 1), { source })).rejects.toThrow(
      'expected 16777217 unpacked bytes, got more.',
    );
    await expect(gunzip(claiming(4e9), { source })).rejects.toThrow(
      /a\.gz: truncated, damaged or followed by other bytes: expected at most \d+ bytes, which \d+ compressed bytes can hold, got a claim of 4000000000\./,
    );
    await expect(gunzip(Buffer.concat([bomb, gzipSync(text)]), { source })).rejects.toThrow(/oversized/);
    await expect(gunzip(gzipSync(text), { maxBytes: text.length - 1 })).rejects.toThrow(/oversized/);
    expect(await gunzip(gzipSync(text), { maxBytes: text.length })).toEqual(text);
    const padded = Buffer.concat([gzipSync(text), Buffer.alloc(100)]);
    await expect(gunzip(padded, { maxBytes: text.length - 1 })).rejects.toThrow(/oversized/);
    expect(await gunzip(padded, { maxBytes: text.length })).toEqual(text);
  });

  it('checks its arguments', async () => {
    await expect(gunzip('x' as never)).rejects.toThrow('bytes: expected the content of a file');
    await expect(gunzip(text, { maxByte: 1000 } as object)).rejects.toThrow('options: expected no other options');
    await expect(gunzip(text, { maxBytes: 0.5 })).rejects.toThrow(
      'maxBytes: expected a whole number of at least 0, got 0.5.',
    );
  });
});

describe('inflate', () => {
  const unpack = (bytes: Uint8Array, claim: (head: Uint8Array) => number) =>
    inflate(bytes, { format: 'deflate', source: 'data', claims: (head) => [claim(head)] });

  it('unpacks zlib data of the size that their first bytes tell', async () => {
    expect(await unpack(deflateSync(Uint8Array.of(3, 1, 2)), ([size]) => size)).toEqual(Uint8Array.of(3, 1, 2));
    await expect(unpack(deflateSync(Uint8Array.of(2, 1, 2)), ([size]) => size)).rejects.toThrow(
      'data: not valid deflate data: expected 2 unpacked bytes, got more.',
    );
  });

  it('refuses what is truncated or followed by other bytes', async () => {
    const packed = deflateSync(large);
    const claim = () => large.length;
    await expect(unpack(packed.subarray(0, -1), claim)).rejects.toThrow('not valid deflate data: truncated.');
    await expect(unpack(Buffer.concat([packed, packed]), claim)).rejects.toThrow('other bytes follow');
    await expect(unpack(Buffer.concat([packed, Buffer.of(0)]), claim)).rejects.toThrow('other bytes follow');
    await expect(unpack(packed.fill(0, 5000, 6000), claim)).rejects.toThrow('not valid deflate data: corrupt.');
  });
});
