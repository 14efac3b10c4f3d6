import { describe, expect, it } from 'vitest';
import { kernelBytes } from './kernel-module';
import { plainKernels, relaxedKernels } from './kernels.gen';

const decode = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** The ids of a WebAssembly module's sections, in order. */
function sections(bytes: Uint8Array): number[] {
  const ids: number[] = [];
  for (let at = 8; at < bytes.length; ) {
    ids.push(bytes[at++]!);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      size += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    at += size;
  }
  return ids;
}

describe('the kernels', () => {
  it.each([
    ['plain', plainKernels],
    ['relaxed', relaxedKernels],
  ])('have no data or start section in the %s build', (_, base64) => {
    // Data would overwrite the backend's own data at the bottom of its memory.
    const [start, data, dataCount] = [8, 11, 12];
    const ids = sections(decode(base64));
    expect(ids).toContain(10);
    for (const id of [start, data, dataCount]) expect(ids).not.toContain(id);
  });

  it('are of the best build that the engine accepts', () => {
    const chosen = kernelBytes();
    expect(WebAssembly.validate(chosen)).toBe(true);
    const best = WebAssembly.validate(decode(relaxedKernels)) ? relaxedKernels : plainKernels;
    expect(chosen).toEqual(decode(best));
  });
});
