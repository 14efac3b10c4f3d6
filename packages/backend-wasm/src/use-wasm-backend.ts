import { BackendError, type Description, kind, optional, readOptions } from '@ae-lab/base';
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { backendMemory, emscriptenModule, instantiateKernels, type KernelExports } from './kernel-module';
import { KernelRuntime } from './kernel-runtime';
import { kernels } from './kernels';
import { MemoryGuard } from './memory/memory-guard';
import { ReferenceLedger } from './memory/reference-ledger';
import { scratchBounds } from './memory/scratch-bounds';

/** Options of {@link useWasmBackend}; only pages need them. */
export interface WasmBackendOptions {
  /**
   * The URL of `tfjs-backend-wasm-simd.wasm`, a file of `@tensorflow/tfjs-backend-wasm`, or the URL of its folder with the
   * closing slash. A backend that is already running ignores it. Default: next to the script, which is right in Node.
   */
  readonly wasmUrl?: string | URL;
}

const WASM_BACKEND = {
  wasmUrl: optional(
    kind.of<string | URL>('a URL, as text or as a URL object', (url) => typeof url === 'string' || url instanceof URL),
  ),
} satisfies Description<WasmBackendOptions>;

const WASM_FILE = 'tfjs-backend-wasm-simd.wasm';

const stateKey: unique symbol = Symbol.for('@ae-lab/backend-wasm');

/**
 * Makes `wasm` the backend of TensorFlow.js and registers the kernels that training needs: the gradients that it lacks,
 * faster products and convolutions, and the fused kernels that `@ae-lab/core` looks up. A second call changes nothing, and
 * simultaneous calls share one start.
 *
 * ```ts
 * import { useWasmBackend } from '@ae-lab/backend-wasm';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * await useWasmBackend();
 * console.log(tf.getBackend()); // wasm
 * ```
 *
 * All errors reject the promise.
 *
 * @throws ArgumentError for a bad option, in every call.
 * @throws BackendError if the engine has no WebAssembly SIMD (nothing has changed then), if the backend was already started
 *   with threads, or if it cannot start. In a browser the message says what is wrong with `wasmUrl`; another call with the
 *   right address starts the backend.
 */
export async function useWasmBackend(options: WasmBackendOptions = {}): Promise<void> {
  const { wasmUrl } = readOptions('options', options, WASM_BACKEND);
  const state = sharedState();
  state.starting ??= start(wasmUrl, state).finally(() => {
    state.starting = undefined;
  });
  return state.starting;
}

async function start(wasmUrl: string | URL | undefined, { prepared, stock }: SharedState): Promise<void> {
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new BackendError(
      'This engine has no WebAssembly SIMD, which the training kernels need. Update it, or use another backend of ' +
        "TensorFlow.js: await tf.setBackend('cpu').",
    );
  }
  // The threaded build, which isolated pages would load, has a shared memory that a plain module cannot import.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (wasmUrl !== undefined && tf.engine().registry.wasm === undefined) await setWasmUrl(String(wasmUrl));
  if (!(await withoutNewHandlers(() => tf.setBackend('wasm')))) {
    throw new BackendError(
      `The wasm backend of TensorFlow.js did not start. In a browser, serve ${WASM_FILE} of ` +
        '@tensorflow/tfjs-backend-wasm and pass its address as wasmUrl.',
    );
  }
  const wasm = tf.backend() as BackendWasm;
  if (prepared.has(wasm)) return;
  prepared.add(wasm);
  const module = emscriptenModule(wasm);
  const guard = new MemoryGuard(module, backendMemory(module));
  registerKernels(wasm, await instantiateKernels(wasm), stock, guard);
}

/** Sets the address of the build with SIMD. TensorFlow.js requires addresses of its other builds too but does not load them here. */
async function setWasmUrl(url: string): Promise<void> {
  const file = url.endsWith('/') ? url + WASM_FILE : url;
  if (typeof document !== 'undefined' || 'importScripts' in globalThis) await checkServed(file);
  setWasmPaths({ 'tfjs-backend-wasm.wasm': file, [WASM_FILE]: file, 'tfjs-backend-wasm-threaded-simd.wasm': file });
}

/** Throws the problem of an address. TensorFlow.js would only log it, and would then accept no other address. */
async function checkServed(url: string): Promise<void> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new BackendError(`the server answers ${response.status}`);
    await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw new BackendError(
      `The wasm backend of TensorFlow.js cannot start from ${url}: ${(cause as Error).message}. Serve ${WASM_FILE} of ` +
        '@tensorflow/tfjs-backend-wasm, pass its address as wasmUrl, and have a content security policy, if the page has ' +
        "one, allow 'wasm-unsafe-eval'.",
      { cause },
    );
  }
}

/**
 * Removes the handlers that TensorFlow.js' compiled module adds in Node. They rethrow every uncaught error, which makes Node
 * print the module's source, one line of a hundred kilobytes, before the error itself.
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

/** Registers our kernels, and the stock ones again: all check the memory that they need. */
function registerKernels(
  wasm: BackendWasm,
  kernelExports: KernelExports,
  stock: Map<string, tf.KernelConfig>,
  guard: MemoryGuard,
): void {
  const runtime = new KernelRuntime(wasm, kernelExports, stock);
  const ledger = new ReferenceLedger(wasm);
  // Only once: for a second backend these are ours.
  if (stock.size === 0) for (const kernel of tf.getKernelsForBackend('wasm')) stock.set(kernel.kernelName, kernel);
  for (const kernelName of new Set([...stock.keys(), ...Object.keys(kernels)])) {
    const ours = kernels[kernelName];
    const theirs = stock.get(kernelName);
    // The backend sets up the kernels that are registered when it starts. For a second backend those are ours, without set-up.
    theirs?.setupFunc?.(wasm);
    if (tf.getKernel(kernelName, 'wasm') !== undefined) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs = {} }) => {
        const call = { inputs, attrs };
        const scratch = scratchBounds[kernelName]?.(call, ({ dataId }) => wasm.readSync(dataId) as Int32Array) ?? 0;
        const compute = () => (ours ? ours(runtime, call) : theirs!.kernelFunc({ ...call, backend: wasm }));
        return ledger.run(() => guard.withScratch(scratch, compute));
      },
    });
  }
}

interface SharedState {
  /** Backends whose kernels are registered. */
  prepared: WeakSet<object>;
  /** The kernels of TensorFlow.js. */
  stock: Map<string, tf.KernelConfig>;
  /** The start in progress. */
  starting?: Promise<void>;
}

/** Returns the state that copies of this module share (its ESM and its CommonJS build). */
function sharedState(): SharedState {
  const shared = globalThis as typeof globalThis & { [stateKey]?: SharedState };
  shared[stateKey] ??= { prepared: new WeakSet(), stock: new Map() };
  return shared[stateKey];
}
