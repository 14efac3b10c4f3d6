import { expect, it } from 'vitest';
import { threading } from '#platform';
import { plainKernels, relaxedKernels } from '../kernels.gen';
import { mostSharedPages, withSharedMemory } from './share-memory';

const decode = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const module = (...sections: number[]) => Uint8Array.from([...header, ...sections]);

it('changes one bit of the module of TensorFlow.js and, for less memory, its maximum', async () => {
  const stock = await threading.stockModule('tfjs-backend-wasm-simd.wasm', undefined);
  const shared = withSharedMemory(stock)!;
  const changed = [...stock.keys()].filter((place) => stock[place] !== shared[place]);
  expect(changed.map((place) => [stock[place], shared[place]])).toEqual([[1, 3]]);
  expect(WebAssembly.validate(shared)).toBe(true);
  const small = withSharedMemory(stock, 16384)!;
  expect(small.length).toBe(stock.length);
  expect([...small.subarray(changed[0], changed[0]! + 6)]).toEqual([3, 0x80, 0x02, 0x80, 0x80, 0x01]);
  expect(WebAssembly.validate(small)).toBe(true);
});

it.each([
  ['plain', plainKernels],
  ['relaxed', relaxedKernels],
])('lets the %s kernels import such a memory', (_, base64) => {
  const shared = withSharedMemory(decode(base64))!;
  if (!WebAssembly.validate(shared)) return;
  const imports = (memory: WebAssembly.Memory) => ({ env: { memory, malloc: () => 0, free() {}, abort() {} } });
  const instantiate = (memory: WebAssembly.Memory) =>
    new WebAssembly.Instance(new WebAssembly.Module(shared), imports(memory));
  expect(instantiate(new WebAssembly.Memory({ initial: 1, maximum: 4096, shared: true })).exports.matMul).toBeDefined();
  expect(() => instantiate(new WebAssembly.Memory({ initial: 1, maximum: 4096 }))).toThrow(WebAssembly.LinkError);
});

it.each([
  ['without a memory', module()],
  ['with a memory without a maximum', module(5, 3, 1, 0, 1)],
  ['with a shared memory', module(5, 4, 1, 3, 1, 2)],
  ['with two memories', module(5, 7, 2, 1, 1, 2, 1, 1, 2)],
])('leaves a module %s', (_, bytes) => {
  expect(withSharedMemory(bytes)).toBeUndefined();
});

it('finds how far a shared memory may grow', () => {
  expect(mostSharedPages()).toBeGreaterThanOrEqual(16384);
});
