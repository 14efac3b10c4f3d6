import { BackendError, type Description, kind, optional, readOptions } from '@ae-lab/base';
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { threading } from '#platform';
import { backendMemory, emscriptenModule, instantiateKernels } from './kernel-module';
import { KernelRuntime } from './kernel-runtime';
import { kernels } from './kernels';
import { MemoryGuard } from './memory/memory-guard';
import { ReferenceLedger } from './memory/reference-ledger';
import { scratchBounds } from './memory/scratch-bounds';
import { KernelThreads, StuckThreadError } from './threads/kernel-threads';
import { shareStockMemory } from './threads/share-stock-memory';
import { MOST_THREADS, threadCount } from './threads/thread-count';

/** Options of {@link useWasmBackend}. */
export interface WasmBackendOptions {
  /**
   * The URL of `tfjs-backend-wasm-simd.wasm`, a file of `@tensorflow/tfjs-backend-wasm`, or the URL of its folder with the
   * closing slash; for pages only. A backend that is already running ignores it. Default: next to the script, which is right
   * in Node.
   */
  readonly wasmUrl?: string | URL;
  /**
   * Number of threads that compute, the calling one included, from 1 to 64. `'auto'` takes the environment variable
   * `AE_LAB_THREADS` or, without it, the cores that the process may use, at most 8. Results are the same to the bit for every
   * number. Where memory cannot be shared, as in a page that is not cross-origin isolated, one thread computes, and
   * `console.debug` says why. Another call with another number changes it and keeps all tensors. Choose one fewer
   * than there are cores if another program keeps one of them busy. Default: `'auto'`, or what it was.
   */
  readonly threads?: number | 'auto';
}

const WASM_BACKEND = {
  wasmUrl: optional(
    kind.of<string | URL>('a URL, as text or as a URL object', (url) => typeof url === 'string' || url instanceof URL),
  ),
  threads: optional(
    kind.anyOf(
      kind.integer({ from: 1, to: MOST_THREADS }),
      kind.of<'auto'>("'auto'", (value) => value === 'auto'),
    ),
  ),
} satisfies Description<WasmBackendOptions>;

const WASM_FILE = 'tfjs-backend-wasm-simd.wasm';

const stateKey: unique symbol = Symbol.for('@ae-lab/backend-wasm');

/**
 * Makes `wasm` the backend of TensorFlow.js and registers the kernels that training needs: the gradients that it lacks,
 * faster products and convolutions, and the fused kernels that `@ae-lab/core` looks up. They run on several threads. A second
 * call changes nothing but the number of threads, and simultaneous calls share one start.
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
  const { wasmUrl, threads } = readOptions('options', options, WASM_BACKEND);
  // A bad number in the environment is an error in every call.
  const count = threads === undefined || threads === 'auto' ? threadCount(threading) : threads;
  const state = sharedState();
  state.starting ??= start(wasmUrl, state).finally(() => {
    state.starting = undefined;
  });
  const running = await state.starting;
  if (threads !== undefined || !running.isSet) await setThreads(running, count, state);
}

/** Sets the number of threads, one call after another, and says once why there are fewer. */
function setThreads(running: KernelThreads, count: number, state: SharedState): Promise<void> {
  const set = async () => {
    const reason = await running.start(count);
    if (reason === undefined || state.isReasonSaid) return;
    state.isReasonSaid = true;
    const sentence = (state.notShared ?? reason).replace(/\.$/, '');
    console.debug(`@ae-lab/backend-wasm computes on one thread: ${sentence}.`);
  };
  state.setting = state.setting.then(set, set);
  return state.setting;
}

/**
 * Returns the number of threads on which the `wasm` backend computes, the calling one included.
 *
 * ```ts
 * await useWasmBackend({ threads: 4 });
 * console.log(wasmThreads()); // 4, or 1 where memory cannot be shared
 * ```
 */
export function wasmThreads(): number {
  return kernelThreads()?.count ?? 1;
}

/** Returns the threads of the `wasm` backend if `useWasmBackend` has started it. */
export function kernelThreads(): KernelThreads | undefined {
  const wasm = tf.findBackend('wasm');
  return wasm === null ? undefined : sharedState().prepared.get(wasm);
}

async function start(wasmUrl: string | URL | undefined, state: SharedState): Promise<KernelThreads> {
  const { prepared, stock } = state;
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new BackendError(
      'This engine has no WebAssembly SIMD, which the training kernels need. Update it, or use another backend of ' +
        "TensorFlow.js: await tf.setBackend('cpu').",
    );
  }
  // TensorFlow.js' own build with threads starts eight workers whatever is asked, and does not run in Node.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (tf.engine().registry.wasm === undefined && !state.isShared) await choosePaths(wasmUrl, state);
  if (!(await withoutNewHandlers(() => tf.setBackend('wasm')))) {
    throw new BackendError(
      `The wasm backend of TensorFlow.js did not start. In a browser, serve ${WASM_FILE} of ` +
        '@tensorflow/tfjs-backend-wasm and pass its address as wasmUrl.',
    );
  }
  const wasm = tf.backend() as BackendWasm;
  const known = prepared.get(wasm);
  if (known !== undefined) return known;
  const emscripten = emscriptenModule(wasm);
  const memory = backendMemory(emscripten);
  const guard = new MemoryGuard(emscripten, memory);
  const { module, kernels: functions } = await instantiateKernels(wasm);
  const threads = new KernelThreads(threading, functions, module, memory, emscripten);
  prepared.set(wasm, threads);
  const dispose = wasm.dispose.bind(wasm);
  wasm.dispose = () => {
    threads.stop();
    dispose();
  };
  registerKernels(wasm, threads, stock, guard);
  return threads;
}

/**
 * Sets the address of the build with SIMD: of a copy with shared memory where that is possible. TensorFlow.js requires addresses of
 * its other builds too but does not load them here.
 */
async function choosePaths(wasmUrl: string | URL | undefined, state: SharedState): Promise<void> {
  const folder = wasmUrl === undefined ? undefined : String(wasmUrl);
  const url = folder?.endsWith('/') ? folder + WASM_FILE : folder;
  const isPage = typeof document !== 'undefined' || 'importScripts' in globalThis;
  if (url !== undefined && isPage) await checkServed(url);
  state.notShared = await shareStockMemory(threading, WASM_FILE, url);
  state.isShared = state.notShared === undefined;
  if (state.isShared || url === undefined) return;
  setWasmPaths({ 'tfjs-backend-wasm.wasm': url, [WASM_FILE]: url, 'tfjs-backend-wasm-threaded-simd.wasm': url });
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
  threads: KernelThreads,
  stock: Map<string, tf.KernelConfig>,
  guard: MemoryGuard,
): void {
  const runtime = new KernelRuntime(wasm, threads, stock);
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
        try {
          return ledger.run(() => guard.withScratch(scratch, compute));
        } catch (error) {
          if (error instanceof StuckThreadError) keepForEver(wasm, inputs);
          throw error;
        }
      },
    });
  }
}

/** Keeps the memory of tensors from being used again: a kernel may write to an input in place. */
function keepForEver(wasm: BackendWasm, inputs: tf.NamedTensorInfoMap): void {
  for (const tensor of Object.values(inputs)) if (tensor != null) wasm.incRef(tensor.dataId);
}

interface SharedState {
  /** The threads of the backends whose kernels are registered. */
  prepared: WeakMap<object, KernelThreads>;
  /** The kernels of TensorFlow.js. */
  stock: Map<string, tf.KernelConfig>;
  /** The start in progress. */
  starting?: Promise<KernelThreads>;
  /** The last change of the number of threads. */
  setting: Promise<void>;
  /** Whether the next backend starts with shared memory, and why it does not. */
  isShared?: boolean;
  notShared?: string;
  isReasonSaid?: boolean;
}

/** Returns the state that copies of this module share (its ESM and its CommonJS build). */
function sharedState(): SharedState {
  const shared = globalThis as typeof globalThis & { [stateKey]?: SharedState };
  shared[stateKey] ??= { prepared: new WeakMap(), stock: new Map(), setting: Promise.resolve() };
  return shared[stateKey];
}
