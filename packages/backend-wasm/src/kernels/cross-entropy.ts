import type * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelCall, type KernelRuntime, sizeOf } from '../kernel-runtime';

/** `AeLabSoftmaxCrossEntropy` of core/src/kernels.ts: the mean over the rows of logits, and their softmax. */
export const softmaxCrossEntropy: Kernel = (runtime, { inputs }) => {
  const { labels, logits } = inputs as Record<'labels' | 'logits', tf.TensorInfo>;
  const [rows, classes] = checkedShape(labels, logits);
  const pointers = [runtime.pointer(labels, 'int32'), runtime.pointer(logits)];
  const results = [runtime.output([]), runtime.output(logits.shape)];
  pointers.push(...results.map((tensor) => runtime.pointer(tensor)));
  runtime.kernels.softmaxCrossEntropy(...pointers, rows, classes);
  return results;
};

/** `AeLabSoftmaxCrossEntropyGradient`: its gradient by the logits, times the scalar `dy`. */
export const softmaxCrossEntropyGradient: Kernel = (runtime, { inputs }) => {
  const { dy, labels, probabilities } = inputs as Record<'dy' | 'labels' | 'probabilities', tf.TensorInfo>;
  const [rows, classes] = checkedShape(labels, probabilities);
  const pointers = [runtime.pointer(dy), runtime.pointer(labels, 'int32'), runtime.pointer(probabilities)];
  const gradient = runtime.output(probabilities.shape);
  runtime.kernels.softmaxCrossEntropyGradient(...pointers, runtime.pointer(gradient), rows, classes);
  return gradient;
};

/** `AeLabSigmoidCrossEntropy`: the mean over all logits. */
export const sigmoidCrossEntropy: Kernel = (runtime, call) => {
  const { pointers, size, shared } = sigmoidArguments(runtime, call);
  const value = runtime.output([]);
  runtime.kernels.sigmoidCrossEntropy(...pointers, runtime.pointer(value), size, shared);
  return value;
};

/** `AeLabSigmoidCrossEntropyGradient`: its gradient by the logits, times the scalar `dy`. */
export const sigmoidCrossEntropyGradient: Kernel = (runtime, call) => {
  const { dy, logits } = call.inputs as Record<'dy' | 'logits', tf.TensorInfo>;
  const { pointers, size, shared } = sigmoidArguments(runtime, call);
  const from = runtime.pointer(dy);
  const gradient = runtime.output(logits.shape);
  runtime.kernels.sigmoidCrossEntropyGradient(from, ...pointers, runtime.pointer(gradient), size, shared);
  return gradient;
};

function checkedShape(labels: tf.TensorInfo, logits: tf.TensorInfo): [rows: number, classes: number] {
  const [rows, classes] = logits.shape;
  if (logits.shape.length !== 2 || String(labels.shape) !== String([rows])) {
    throw new Error(
      `Softmax cross-entropy: expected logits of shape [n, classes] and n labels, got [${logits.shape}] and ` +
        `[${labels.shape}].`,
    );
  }
  return [rows!, classes!];
}

function sigmoidArguments(runtime: KernelRuntime, { inputs }: KernelCall) {
  const { logits, targets } = inputs as Record<'logits' | 'targets', tf.TensorInfo>;
  const shared = targets.shape.length === 0;
  if (!shared && String(targets.shape) !== String(logits.shape)) {
    throw new Error(
      `Sigmoid cross-entropy: expected targets of shape [${logits.shape}] or [], got [${targets.shape}].`,
    );
  }
  return {
    pointers: [runtime.pointer(logits), runtime.pointer(targets)],
    size: sizeOf(logits.shape),
    shared: Number(shared),
  };
}
