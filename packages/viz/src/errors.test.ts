import { ArgumentError } from '@ae-lab/base';
import { describe, expect, it } from 'vitest';
import * as viz from './index';

const { toPng, tsne, umap, categoricalColors: _, ...charts } = viz;

describe('bad input', () => {
  it.each(Object.entries(charts))('is an ArgumentError of %s', (_, chart) => {
    expect(() => chart({ misspelt: 1 } as never)).toThrow(ArgumentError);
    expect(() => chart(undefined as never)).toThrow(ArgumentError);
  });

  it('is an ArgumentError of toPng and of the maps', async () => {
    const codes = { values: new Float32Array(20), dimension: 2 };
    for (const options of [{ misspelt: 1 } as never, 1 as never]) {
      await expect(toPng('<svg/>', options)).rejects.toThrow(ArgumentError);
      await expect(tsne(codes, options)).rejects.toThrow(ArgumentError);
      await expect(umap(codes, options)).rejects.toThrow(ArgumentError);
    }
    await expect(toPng('<svg/>')).rejects.toThrow(ArgumentError);
  });
});
