/// <reference types="@webgpu/types" />

/** Registers `webgl` or `webgpu` in a page, or returns the reason why it cannot be used. */
export async function prepareInBrowser(name: string): Promise<string | undefined> {
  if (name === 'webgpu') {
    if (!(await navigator.gpu?.requestAdapter())) return 'this browser has no WebGPU adapter';
    await import('@tensorflow/tfjs-backend-webgpu');
    return undefined;
  }
  if (!document.createElement('canvas').getContext('webgl2')) return 'this browser has no WebGL 2';
  await import('@tensorflow/tfjs-backend-webgl');
  return undefined;
}
