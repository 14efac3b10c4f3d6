/// <reference types="vite/client" />
import { ArgumentError, BackendError } from '@ae-lab/base';
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { useWasmBackend } from './use-wasm-backend';

it('reports the problem of a wrong address, then starts from the right one, once for simultaneous calls', async () => {
  await expect(useWasmBackend({ wasmURL: wasmUrl } as never)).rejects.toThrow(ArgumentError);
  await expect(useWasmBackend({ wasmUrl: '/nothing/here.wasm' })).rejects.toThrow(BackendError);
  await expect(useWasmBackend({ wasmUrl: '/nothing/here.wasm' })).rejects.toThrow(
    /from \/nothing\/here\.wasm: .+\. Serve/,
  );
  await expect(useWasmBackend({ wasmUrl: import.meta.url })).rejects.toThrow(
    /WebAssembly\.compile\(\): expected magic word/,
  );
  await Promise.all([useWasmBackend({ wasmUrl }), useWasmBackend({ wasmUrl })]);
  expect(tf.getBackend()).toBe('wasm');
});
