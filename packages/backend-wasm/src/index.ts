export { useWasmBackend, type WasmBackendOptions, wasmThreads } from './use-wasm-backend';
