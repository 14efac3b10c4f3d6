/// <reference types="@webgpu/types" />

/** Makes `webgl` or `webgpu` ready to be set in a page; returns why it cannot be, if so. */
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
