import * as tf from '@tensorflow/tfjs-core';

/**
 * Does the same as `tf.variableGrads`, and leaves no tensor behind if an operation fails, as it does when memory runs out: TensorFlow.js
 * keeps what each operation saved for its gradient, and frees that only at the end of the backward pass.
 */
export function variableGradients(
  loss: () => tf.Scalar,
  variables: tf.Variable[],
): ReturnType<typeof tf.variableGrads> {
  try {
    // The loss itself is in no scope of its own while the backward pass runs.
    return tf.tidy(() => tf.variableGrads(loss, variables));
  } catch (error) {
    const { state } = tf.engine();
    // Inside another gradient the tape is still in use.
    if (state.gradientDepth === 0 && state.activeTape) {
      for (const { saved } of state.activeTape) tf.dispose(saved ?? []);
      state.activeTape = [];
    }
    throw error;
  }
}
