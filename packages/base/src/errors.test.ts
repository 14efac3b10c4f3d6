import { expect, it } from 'vitest';
import { FormatError } from './errors';

it('a FormatError stays short, whatever stands in the file', () => {
  expect(new FormatError('a.bin', 'got 1 byte.').message).toBe('a.bin: got 1 byte.');
  expect(new FormatError('a.bin', 'x'.repeat(1000)).message).toBe(`a.bin: ${'x'.repeat(1000)}`);
  expect(new FormatError('a.bin', 'x'.repeat(1_000_000)).message).toBe(`a.bin: ${'x'.repeat(1000)}...`);
});
