import { useWasmBackend } from '@ae-lab/backend-wasm';

/** The functions that register each backend with TensorFlow.js in Node. They return the reason if one cannot be used. */
const PREPARE: Readonly<Record<string, () => Promise<string | undefined>>> = {
  async cpu() {
    await import('@tensorflow/tfjs-backend-cpu');
    return undefined;
  },
  async wasm() {
    await useWasmBackend();
    return undefined;
  },
  async webgpu() {
    const { create, globals } = await import('webgpu');
    // The backend looks for these globals, as browsers have them. They stay until the end of the process.
    Object.assign(globalThis, globals);
    const gpu = create([]);
    Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
    if ((await gpu.requestAdapter()) === null) return 'no adapter: neither a Vulkan driver nor a Chromium that has one';
    await import('@tensorflow/tfjs-backend-webgpu');
    return undefined;
  },
  async tensorflow() {
    // Not a dependency, since its library cannot be downloaded everywhere. A name in a variable is resolved at run time only.
    const optional = '@tensorflow/tfjs-node';
    try {
      await import(optional);
      return undefined;
    } catch (error) {
      return `${optional} is not installed (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`;
    }
  },
};

/** Registers a backend, or returns the reason why it cannot be used. */
export const prepareInNode = (name: string): Promise<string | undefined> => PREPARE[name]();
