import { existsSync, readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { FormatError } from '@ae-lab/core';
import { crc32 } from '@ae-lab/core/internal';
import { describe, expect, it } from 'vitest';
import forms from '../test/png-forms.json' with { type: 'json' };

import { decodePng } from './decode-png';

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), content]);
  const ends = [body.length - 4, crc32(body)].map((value) => {
    const word = Buffer.alloc(4);
    word.writeUInt32BE(value);
    return word;
  });
  return Buffer.concat([ends[0], body, ends[1]]);
}

function header(width: number, height: number, depth = 8, colour = 0): Buffer {
  const content = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, depth, colour, 0, 0, 0]);
  content.writeUInt32BE(width, 0);
  content.writeUInt32BE(height, 4);
  return chunk('IHDR', content);
}

const file = (...chunks: Uint8Array[]) =>
  Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks, chunk('IEND', new Uint8Array(0))]);
const data = (...bytes: number[]) => chunk('IDAT', deflateSync(Uint8Array.from(bytes)));

describe('decodePng', () => {
  it.each(forms)('reads as other decoders do: $name', async ({ png, shape, white, samples }) => {
    const picture = await decodePng(bytesOf(png), 'a.png');
    expect([picture.height, picture.width, picture.channels]).toEqual(shape);
    expect(picture.pixels).toBeInstanceOf(white === 65535 ? Float32Array : Uint8Array);
    const perPixel = shape[2] + 1;
    const expected = samples.flatMap((value, i) => {
      if (i % perPixel === perPixel - 1) return [];
      const onBlack = (value * samples[i - (i % perPixel) + perPixel - 1]) / white;
      return white === 65535 ? onBlack / white : Math.round(onBlack);
    });
    const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - picture.pixels[i])), 0);
    expect(worst).toBeLessThan(1e-7);
  });

  const palette = chunk('PLTE', Uint8Array.of(1, 2, 3, 4, 5, 6));
  const wide = header(2, 1);
  const indexed = header(2, 1, 8, 3);
  it.each<[string, Uint8Array, RegExp]>([
    ['too few pixels', file(wide, data(0, 1)), /expected 3 bytes of scan lines, got 2/],
    ['too many pixels', file(wide, data(0, 1, 2, 3)), /expected 3 unpacked bytes, got more/],
    ['a missing palette', file(indexed, data(0, 0, 1)), /there is no palette before the pixels/],
    ['a palette after the pixels', file(indexed, data(0, 0, 1), palette), /there is no palette/],
    ['two palettes', file(indexed, palette, palette, data(0, 0, 1)), /the palette is not in its place/],
    ['a palette of a grey image', file(wide, palette, data(0, 0, 1)), /a grey image has a palette/],
    ['a palette with too many colours', file(header(2, 1, 1, 3), chunk('PLTE', new Uint8Array(9))), /1 to 2 colours/],
    ['a colour beyond the palette', file(indexed, palette, data(0, 0, 2)), /colour 2 is not in its palette/],
    [
      'more opacities than colours',
      file(indexed, palette, chunk('tRNS', new Uint8Array(3))),
      /transparency has 3 bytes/,
    ],
    ['a short colour key', file(wide, chunk('tRNS', new Uint8Array(1))), /transparency has 1 bytes/],
    ['pixels in two places', file(wide, data(0, 1, 2), chunk('tEXt', palette), data()), /lies between the pixels/],
    ['an unknown critical chunk', file(wide, chunk('CgBI', palette), data(0, 1, 2)), /unexpected critical chunk CgBI/],
    ['an unknown filter', file(wide, data(5, 1, 2)), /unknown filter 5/],
    ['no pixels', file(wide), /there are no pixels/],
    ['no width', file(header(0, 1), data(0)), /it claims 0 x 1 pixels/],
    ['3 bits', file(header(1, 1, 3), data(0, 0)), /no colour type 0 of 3 bits/],
    ['two headers', file(wide, wide, data(0, 1, 2)), /unexpected critical chunk IHDR/],
    ['another checksum', file(wide, data(0, 1, 2)).fill(9, 20, 21), /the chunk IHDR at byte 8 has another checksum/],
    ['no end', file(wide, data(0, 1, 2)).subarray(0, -12), /truncated or damaged, of \d+ bytes/],
    ['something else', Buffer.from('GIF89a'), /its first bytes are others/],
    [
      'impossible claims',
      file(header(2 ** 28, 1, 1), data(0)),
      /truncated, damaged or followed by other bytes: expected at most/,
    ],
    ['large claims', file(header(2 ** 27, 1, 1), chunk('IDAT', new Uint8Array(2 ** 16))), /oversized/],
  ])('refuses %s', async (_, bytes, problem) => {
    const attempt = decodePng(bytes, 'a.png');
    await expect(attempt).rejects.toThrow(FormatError);
    await expect(attempt).rejects.toThrow(/^a\.png: /);
    await expect(attempt).rejects.toThrow(problem);
  });

  it('ignores what follows the end', async () => {
    const { pixels } = await decodePng(Buffer.concat([file(wide, data(0, 7, 8)), Buffer.of(1, 2)]), 'a.png');
    expect(pixels).toEqual(Uint8Array.of(7, 8));
  });
});

const cases = new URL('../../../../shared/cases/png/', import.meta.url);
if (!existsSync(cases)) console.log('The cases of PNG files are skipped: they are not on this machine.');

describe.runIf(existsSync(cases))('cases', () => {
  const decode = (name: string) => decodePng(readFileSync(new URL(name, cases)), name);

  it('are read right', async () => {
    expect((await decode('rgb_suggested_palette.png')).pixels.slice(0, 6)).toEqual(
      Uint8Array.of(207, 21, 45, 60, 46, 205),
    );
    expect((await decode('grey8_trns.png')).pixels[0]).toBe(0);
    expect((await decode('grey1_interlaced.png')).channels).toBe(1);
  });

  it.each(['too-few-pixels-1.png', 'too-few-pixels-2.png', 'bomb_4x4.png', 'claims-2e9-pixels.png'])(
    'are refused: %s',
    async (name) => {
      await expect(decode(name)).rejects.toThrow(FormatError);
    },
  );
});
