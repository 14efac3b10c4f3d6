import type { RunningThread, Threading } from '../threads/threading';

/** Threads in pages and their workers, which share memory only if they are cross-origin isolated. */
export const threading: Threading = {
  unavailable: globalThis.crossOriginIsolated ? undefined : 'this page is not cross-origin isolated',
  cores: () => navigator.hardwareConcurrency ?? 1,
  wanted: () => undefined,
  mainMaySleep: typeof document === 'undefined',
  stockModule: async (_, url) => {
    if (url === undefined) throw new Error('threads in a page need wasmUrl');
    return new Uint8Array(await (await fetch(url)).arrayBuffer());
  },
  start(script, data): RunningThread {
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const worker = new Worker(url);
    URL.revokeObjectURL(url);
    const ended = new Promise<unknown>((resolve) => {
      worker.onerror = resolve;
    });
    worker.postMessage(data);
    return { ended, end: () => worker.terminate() };
  },
};
