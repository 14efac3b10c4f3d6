import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
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
    const address = URL.createObjectURL(new Blob([shared], { type: 'application/wasm' }));
    // A content security policy may forbid it; TensorFlow.js would then accept no other address.
    await (await fetch(address)).arrayBuffer();
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
