import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { mostSharedPages, withSharedMemory } from './share-memory';
import type { Threading } from './threading';

/**
 * Makes the next start of TensorFlow.js' backend use shared memory: a copy of its module without threads that differs in one
 * bit. Its own build with threads is no choice, as that starts eight workers whatever is asked, and does not run in Node.
 *
 * @param file the module.
 * @param url its address in a page.
 * @returns why memory cannot be shared, or undefined.
 */
export async function shareStockMemory(
  threading: Threading,
  file: string,
  url: string | undefined,
): Promise<string | undefined> {
  if (threading.unavailable !== undefined) return threading.unavailable;
  const pages = mostSharedPages();
  if (pages === 0) return 'this engine gives no shared memory';
  try {
    const stock = await threading.stockModule(file, url);
    const shared = withSharedMemory(stock, pages);
    if (shared === undefined) return `${file} has another form than that of version 4.22`;
    const address = `ae-lab:${file}`;
    answerWith(shared, address);
    const usePlatformFetch = true;
    setWasmPaths(
      { 'tfjs-backend-wasm.wasm': address, [file]: address, 'tfjs-backend-wasm-threaded-simd.wasm': address },
      usePlatformFetch,
    );
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Lets TensorFlow.js fetch bytes from an address of ours. No request is made, which a content security policy or a mock of `fetch`
 * in a test could refuse.
 */
function answerWith(bytes: Uint8Array<ArrayBuffer>, address: string): void {
  const { platform } = tf.env();
  const fetch = platform.fetch.bind(platform);
  platform.fetch = async (path, init) => (path === address ? new Response(bytes) : fetch(path, init));
}
