import { useWasmBackend, wasmThreads } from '@ae-lab/backend-wasm';
import { expect, it, vi } from 'vitest';
import { kernelThreads } from '../packages/backend-wasm/src/use-wasm-backend';
import { MODELS } from './models';
import { digestAfterTraining } from './weights-digest';

vi.setConfig({ testTimeout: 300_000 });

/** Returns the digests of all models after 50 steps on some threads, each kernel in as many parts however small its tensors are. */
async function digestsOn(threads: number): Promise<Record<string, string>> {
  await useWasmBackend({ threads });
  expect(wasmThreads()).toBe(threads);
  kernelThreads()!.exactParts = threads;
  const digests: Record<string, string> = {};
  for (const model of MODELS) digests[model.name] = await digestAfterTraining(model, 50);
  return digests;
}

it('every model has the same weights after 50 steps on one, two, three and four threads, bit for bit', async () => {
  const onOne = await digestsOn(1);
  for (const threads of [2, 3, 4]) expect(await digestsOn(threads), `${threads} threads`).toEqual(onOne);
});
