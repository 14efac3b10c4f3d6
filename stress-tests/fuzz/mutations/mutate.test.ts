import '@tensorflow/tfjs-backend-cpu';
import { inflateSync } from 'node:zlib';
import { Rng } from '@ae-lab/base';
import { fromPngs, readIdx, readMat } from '@ae-lab/datasets';
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Files } from '../files';
import { idx, mat, pngSamples } from '../samples';
import { mutate } from '.';
import { mutatePng } from './png';

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const parse = (bytes?: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));

/** Returns 200 mutations of an input. */
const manyOf = (files: Files) => Array.from({ length: 200 }, (_, i) => mutate(files, new Rng(1).split(i)));

/** A save whose config lists the checksum of its file. */
const SHA256_OF_EMPTY_OBJECT = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
const save = new Map([
  ['config.json', text({ files: { 'model.json': { bytes: 2, sha256: SHA256_OF_EMPTY_OBJECT } } })],
  ['model.json', text({})],
]);

describe('mutate', () => {
  it('makes the same change for the same seed, without changing its input', () => {
    const files = new Map([['data.idx', idx([3, 4])]]);
    expect(manyOf(files)).toEqual(manyOf(files));
    expect(files.get('data.idx')).toEqual(idx([3, 4]));
  });

  it('says whether the checksums are right', () => {
    const changed = manyOf(save).filter(({ what }) => what.startsWith('model.json:'));
    const sealed = changed.filter(({ isSealed }) => isSealed);
    expect(sealed.length).toBeGreaterThan(20);
    expect(sealed.length).toBeLessThan(changed.length);
    for (const { files } of sealed) {
      expect(parse(files.get('config.json')).files['model.json'].bytes).toBe(files.get('model.json')?.length);
    }
  });

  it('changes entries of a zip, whose own checksums are right', () => {
    const zips = manyOf(new Map([['model.zip', zipSync(Object.fromEntries(save))]])).filter(({ isSealed }) => isSealed);
    expect(zips.length).toBeGreaterThan(20);
    for (const { files } of zips) expect(Object.keys(unzipSync(files.get('model.zip')!)).length).toBeGreaterThan(0);
  });
});

describe('mutatePng', () => {
  it('leaves every chunk whole', () => {
    for (const [i, png] of pngSamples().entries()) {
      const { bytes } = mutatePng(png, new Rng(1).split(i));
      const buffer = Buffer.from(bytes);
      for (let at = 8; at < buffer.length; at += 12 + buffer.readUInt32BE(at)) {
        expect(buffer.length - at).toBeGreaterThanOrEqual(12 + buffer.readUInt32BE(at));
      }
    }
  });
});

describe('samples', () => {
  it('are valid: arrays have their shapes', async () => {
    expect(readIdx(idx([3, 4, 5])).shape).toEqual([3, 4, 5]);
    for (const compressed of [false, true]) {
      const variables = await readMat(mat(compressed));
      expect(variables.map(({ name, type, shape }) => `${name} ${type} ${shape}`)).toEqual([
        'X uint8 6,16',
        'y uint8 6,1',
      ]);
    }
  });

  it('hold the pixels that they should', async () => {
    // The eighth file is grey of 8 bits, without interlacing and at index 6: the first row tells whether its filter was undone.
    const bytes = pngSamples()[6];
    const start = Buffer.from(bytes).indexOf('IDAT');
    const raw = inflateSync(bytes.subarray(start + 4));
    const { images } = (await fromPngs([{ bytes }])).batch([0]);
    const first = Math.round(255 * images.dataSync()[0]);
    // Nothing is left of or above the first pixel, so that every filter leaves it as it is.
    expect(first).toBe(raw[1]);
    images.dispose();
  });
});
