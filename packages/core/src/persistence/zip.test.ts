import { FormatError } from '@ae-lab/base';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { unpack, unzip } from './zip';

const weights = Uint8Array.from({ length: 40 }, (_, i) => i % 5);
const config = '{"format":"ae-lab","formatVersion":1,"class":"A","options":{},"networks":[],"files":["weights.bin"]}';
const files = { 'config.json': new TextEncoder().encode(config), 'weights.bin': weights };

// A save of version 0.1 loads with a warning.
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

it.each([0, 9] as const)('a zip with a bit flipped is refused or the same, at compression level %i', async (level) => {
  const bytes = zipSync(files, { level });
  const outcomes = { refused: 0, same: 0 };
  for (let at = 0; at < bytes.length; at++) {
    const flipped = bytes.with(at, bytes[at] ^ (1 << (at % 8)));
    const loaded = await unzip(new Blob([flipped]), 'a.zip', 10_000).catch((error: unknown) => error);
    if (loaded instanceof FormatError) outcomes.refused++;
    else {
      expect(loaded, `byte ${at}`).toEqual(new Map(Object.entries(files)));
      outcomes.same++;
    }
  }
  expect(outcomes.refused).toBeGreaterThan(weights.length);
  expect(outcomes.same).toBeGreaterThan(0); // such as the dates
});

it('an entry that does not match its checksum is named', async () => {
  const bytes = Buffer.from(zipSync(files, { level: 0 }));
  bytes[bytes.indexOf(weights) + 7] ^= 1;
  await expect(unpack(new Blob([bytes]), 'a.zip', 10_000)).rejects.toThrow(
    'a.zip/weights.bin: damaged: its content does not match its checksum (CRC-32) in the zip file.',
  );
});

it('the directory is found where zip64 says', async () => {
  const bytes = Buffer.from(zipSync(files, { level: 0 }));
  const end = bytes.length - 22;
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(0x06064b50);
  wide.writeUInt32LE(2, 32);
  wide.writeUInt32LE(bytes.readUInt32LE(end + 16), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50);
  locator.writeUInt32LE(end, 8);
  bytes.writeUInt32LE(0xffffffff, end + 16);
  const zip64 = new Blob([bytes.subarray(0, end), wide, locator, bytes.subarray(end)]);
  expect(await unpack(zip64, 'a.zip', 10_000)).toEqual(new Map(Object.entries(files)));
});
