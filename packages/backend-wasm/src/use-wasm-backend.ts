import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import {
  backend,
  env,
  getKernel,
  type KernelConfig,
  registerKernel,
  setBackend,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { instantiateKernels, type KernelExports } from './kernel-module';
import { KernelRuntime } from './kernel-runtime';
import { kernels } from './kernels';

export interface WasmBackendOptions {
  /**
   * Where the `.wasm` files of `@tensorflow/tfjs-backend-wasm` are served: the URL of their folder, with the closing
   * slash, or a URL for each file name. Default: beside the script, which is right in Node.
   */
  wasmUrl?: string | Record<string, string>;
}

const stateKey: unique symbol = Symbol.for('@ae-lab/backend-wasm');

/**
 * Makes `wasm` the backend of TensorFlow.js and gives it the kernels that training needs: the gradients that it lacks,
 * faster products and convolutions, and the fused kernels that `@ae-lab/core` looks up. A second call changes nothing.
 *
 * @throws Error if the engine has no WebAssembly SIMD (nothing is changed then), if the backend cannot start (in a browser:
 *   when its `.wasm` files are not found), or if it was already started with threads.
 */
export async function useWasmBackend(options: WasmBackendOptions = {}): Promise<void> {
  if (!(await env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new Error(
      'This engine has no WebAssembly SIMD, which the training kernels need. Update it, or use another backend of ' +
        "TensorFlow.js: await tf.setBackend('cpu').",
    );
  }
  // The threaded build, which isolated pages would load, has a shared memory that a plain module cannot import.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (options.wasmUrl !== undefined) setWasmPaths(options.wasmUrl);
  if (!(await setBackend('wasm'))) {
    throw new Error(
      'The wasm backend of TensorFlow.js did not start. In a browser, serve the .wasm files of ' +
        '@tensorflow/tfjs-backend-wasm and pass their folder as wasmUrl.',
    );
  }
  const wasm = backend() as BackendWasm;
  const { prepared, stock } = sharedState();
  if (prepared.has(wasm)) return;
  const kernelExports = await instantiateKernels(wasm);
  // Another call may have come first while this one waited.
  if (prepared.has(wasm)) return;
  prepared.add(wasm);
  registerKernels(wasm, kernelExports, stock);
}

function registerKernels(wasm: BackendWasm, kernelExports: KernelExports, stock: Map<string, KernelConfig>): void {
  const runtime = new KernelRuntime(wasm, kernelExports, stock);
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    const present = getKernel(kernelName, 'wasm');
    if (present !== undefined && !stock.has(kernelName)) stock.set(kernelName, present);
    // The backend sets up the kernels that are registered when it starts; a second backend meets ours, which need nothing.
    stock.get(kernelName)?.setupFunc?.(wasm);
    if (present !== undefined) unregisterKernel(kernelName, 'wasm');
    registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs }) => kernel(runtime, { inputs, attrs: attrs ?? {} }),
    });
  }
}

interface SharedState {
  /** Backends that have their kernels. */
  prepared: WeakSet<object>;
  /** The kernels that ours replaced. */
  stock: Map<string, KernelConfig>;
}

/** State that copies of this module share (its ESM and its CommonJS build). */
function sharedState(): SharedState {
  const shared = globalThis as typeof globalThis & { [stateKey]?: SharedState };
  shared[stateKey] ??= { prepared: new WeakSet(), stock: new Map() };
  return shared[stateKey];
}
