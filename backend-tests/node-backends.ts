import { useWasmBackend } from '@ae-lab/backend-wasm';

/** What makes each backend known to TensorFlow.js in Node. They give the reason where one cannot be used. */
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
    // The backend looks for them where a browser has them. They stay to the end of the process.
    Object.assign(globalThis, globals);
    const gpu = create([]);
    Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
    if ((await gpu.requestAdapter()) === null) return 'no adapter: neither a Vulkan driver nor a Chromium that has one';
    await import('@tensorflow/tfjs-backend-webgpu');
    return undefined;
  },
  async tensorflow() {
    // No dependency, since its library cannot be downloaded everywhere. Its name in a variable is looked for at run time only.
    const optional = '@tensorflow/tfjs-node';
    try {
      await import(optional);
      return undefined;
    } catch (error) {
      return `${optional} is not installed (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`;
    }
  },
};

/** Makes a backend ready to be set; returns why it cannot be, if so. */
export const prepareInNode = (name: string): Promise<string | undefined> => PREPARE[name]();
