/// <reference types="@webgpu/types" />
import * as tf from '@tensorflow/tfjs-core';

/**
 * Listens to the errors of the current backend that nothing else reports: after an invalid pipeline, TensorFlow.js goes on with
 * whatever the memory of the result holds. Only WebGPU has such errors.
 *
 * @returns a function that returns the messages so far, once the submitted work is done.
 */
export function watchUncapturedErrors(): () => Promise<readonly string[]> {
  const { device } = tf.backend() as tf.KernelBackend & { readonly device?: GPUDevice };
  const messages: string[] = [];
  device?.addEventListener('uncapturederror', ({ error }) => messages.push(error.message));
  return async () => {
    await device?.queue.onSubmittedWorkDone();
    return messages;
  };
}
