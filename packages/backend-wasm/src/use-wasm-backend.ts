import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { instantiateKernels, type KernelExports } from './kernel-module';
import { KernelRuntime } from './kernel-runtime';
import { kernels } from './kernels';

/** What {@link useWasmBackend} has to know in a page; in Node nothing. */
export interface WasmBackendOptions {
  /**
   * Where `tfjs-backend-wasm-simd.wasm`, a file of `@tensorflow/tfjs-backend-wasm`, is served: its URL, or that of its folder
   * with the closing slash. Default: beside the script, which is right in Node. A backend that runs already keeps its own.
   */
  readonly wasmUrl?: string | URL;
}

const WASM_FILE = 'tfjs-backend-wasm-simd.wasm';

const stateKey: unique symbol = Symbol.for('@ae-lab/backend-wasm');

/**
 * Makes `wasm` the backend of TensorFlow.js and gives it the kernels that training needs: the gradients that it lacks,
 * faster products and convolutions, and the fused kernels that `@ae-lab/core` looks up. A second call changes nothing, and
 * calls at the same time share one start.
 *
 * @throws Error if the engine has no WebAssembly SIMD (nothing is changed then), if the backend cannot start (in a browser:
 *   what `wasmUrl` leads to instead of the file; another call with the right address starts it), or if it was already started
 *   with threads.
 */
export function useWasmBackend(options: WasmBackendOptions = {}): Promise<void> {
  const state = sharedState();
  state.starting ??= start(options, state).finally(() => {
    state.starting = undefined;
  });
  return state.starting;
}

async function start({ wasmUrl }: WasmBackendOptions, { prepared, stock }: SharedState): Promise<void> {
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new Error(
      'This engine has no WebAssembly SIMD, which the training kernels need. Update it, or use another backend of ' +
        "TensorFlow.js: await tf.setBackend('cpu').",
    );
  }
  // The threaded build, which isolated pages would load, has a shared memory that a plain module cannot import.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (wasmUrl !== undefined && tf.engine().registry.wasm === undefined) await setWasmUrl(String(wasmUrl));
  if (!(await withoutNewHandlers(() => tf.setBackend('wasm')))) {
    throw new Error(
      `The wasm backend of TensorFlow.js did not start. In a browser, serve ${WASM_FILE} of ` +
        '@tensorflow/tfjs-backend-wasm and pass its address as wasmUrl.',
    );
  }
  const wasm = tf.backend() as BackendWasm;
  if (prepared.has(wasm)) return;
  prepared.add(wasm);
  registerKernels(wasm, await instantiateKernels(wasm), stock);
}

/** TensorFlow.js wants an address for each of its builds, of which only the one with SIMD is loaded here. */
async function setWasmUrl(url: string): Promise<void> {
  const file = url.endsWith('/') ? url + WASM_FILE : url;
  if (typeof document !== 'undefined' || 'importScripts' in globalThis) await checkServed(file);
  setWasmPaths({ 'tfjs-backend-wasm.wasm': file, [WASM_FILE]: file, 'tfjs-backend-wasm-threaded-simd.wasm': file });
}

/** Finds out what is wrong with an address, which TensorFlow.js only logs, after which it takes no other. */
async function checkServed(url: string): Promise<void> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw new Error(
      `The wasm backend of TensorFlow.js cannot start from ${url}: ${(cause as Error).message}. Serve ${WASM_FILE} of ` +
        '@tensorflow/tfjs-backend-wasm, pass its address as wasmUrl, and have a content security policy, if the page has ' +
        "one, allow 'wasm-unsafe-eval'.",
      { cause },
    );
  }
}

/**
 * Takes back the handlers that TensorFlow.js' compiled module sets in Node: they throw every uncaught error again, so that
 * Node prints the module's source, one line of a hundred kilobytes, before the error itself.
 */
async function withoutNewHandlers<T>(start: () => Promise<T>): Promise<T> {
  if (typeof process === 'undefined' || typeof process.listeners !== 'function') return start();
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.listeners(event as 'uncaughtException'));
  const result = await start();
  events.forEach((event, i) => {
    const added = process.listeners(event as 'uncaughtException').filter((listener) => !before[i].includes(listener));
    for (const listener of added) process.removeListener(event, listener);
  });
  return result;
}

function registerKernels(wasm: BackendWasm, kernelExports: KernelExports, stock: Map<string, tf.KernelConfig>): void {
  const runtime = new KernelRuntime(wasm, kernelExports, stock);
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    const present = tf.getKernel(kernelName, 'wasm');
    if (present !== undefined && !stock.has(kernelName)) stock.set(kernelName, present);
    // The backend sets up the kernels that are registered when it starts; a second backend meets ours, which need nothing.
    stock.get(kernelName)?.setupFunc?.(wasm);
    if (present !== undefined) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
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
  stock: Map<string, tf.KernelConfig>;
  /** The start that has not ended. */
  starting?: Promise<void>;
}

/** State that copies of this module share (its ESM and its CommonJS build). */
function sharedState(): SharedState {
  const shared = globalThis as typeof globalThis & { [stateKey]?: SharedState };
  shared[stateKey] ??= { prepared: new WeakSet(), stock: new Map() };
  return shared[stateKey];
}
