import type { PageResult } from './measure';

/** Returns the measurements of a worker. */
function fromWorker(): Promise<PageResult> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
}

const result = location.hash === '#worker' ? await fromWorker() : (await import('./measure')).result;
document.body.dataset.result = JSON.stringify(result);
