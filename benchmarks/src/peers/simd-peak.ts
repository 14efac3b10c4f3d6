// The limit of every program that runs in WebAssembly on one thread: as many operations as the task has, in registers only.
import { simdProbe } from '../simd-probe';
import { operations } from '../tasks';
import { serve, timed } from './serve';

const probe = await simdProbe();
const instructions = probe.fused ? 'fused multiply-add' : 'multiplication and addition';
await serve(`128-bit SIMD registers, ${instructions}, 1 thread`, async (_, { task, repeats }) => {
  if (task.kind !== 'product' && task.kind !== 'convolution') throw new Error('kernels only');
  const calls = (operations(task) * repeats) / probe.operations;
  const wholeCalls = Math.ceil(calls);
  return { milliseconds: ((await timed(wholeCalls, probe.call)) * calls) / wholeCalls, check: null };
});
