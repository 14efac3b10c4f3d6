import { argumentError } from '../check';

/** Longest time in milliseconds that a page or a server waits for its turn. */
const SLICE = 40;

/**
 * A function to await between pieces of work: it gives the event loop a turn now and then, and throws the reason of
 * `signal` once that is aborted.
 */
export function takeTurns(signal?: AbortSignal): () => Promise<void> | undefined {
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw argumentError('signal', 'an AbortSignal', signal);
  }
  let turn = performance.now();
  signal?.throwIfAborted();
  return () => {
    if (performance.now() - turn < SLICE) return undefined;
    return yieldToEventLoop().then(() => {
      signal?.throwIfAborted();
      turn = performance.now();
    });
  };
}

/** A message rather than a timer, which a hidden page gets but once a second. */
function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
