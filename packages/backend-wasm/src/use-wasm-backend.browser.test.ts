/// <reference types="vite/client" />
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { useWasmBackend } from './use-wasm-backend';

it('says what a wrong address leads to, and then starts from the right one, once for all who ask', async () => {
  await expect(useWasmBackend({ wasmUrl: '/nothing/here.wasm' })).rejects.toThrow(
    /from \/nothing\/here\.wasm: .+\. Serve/,
  );
  await expect(useWasmBackend({ wasmUrl: import.meta.url })).rejects.toThrow(
    /WebAssembly\.compile\(\): expected magic word/,
  );
  await Promise.all([useWasmBackend({ wasmUrl }), useWasmBackend({ wasmUrl })]);
  expect(tf.getBackend()).toBe('wasm');
});
