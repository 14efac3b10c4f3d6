export { useWasmBackend, type WasmBackendOptions } from './use-wasm-backend';
