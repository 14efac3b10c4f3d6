/// <reference types="vite/client" />
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { useWasmBackend } from '../src';

await useWasmBackend({ wasmUrl });
