import { BackendError } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import { type Kernel, type KernelCall, sizeOf, VALUE_WORK } from '../kernel-runtime';
import { foldSlices, sliceCount } from './slices';

/** `AeLabSoftmaxCrossEntropy` of core/src/kernels.ts: the mean over the rows of the logits, and the softmax of the logits. */
export const softmaxCrossEntropy: Kernel = (runtime, { inputs }) => {
  const { labels, logits } = inputs as Record<'labels' | 'logits', tf.TensorInfo>;
  const [rows, classes] = checkedShape(labels, logits);
  const given = [runtime.pointer(labels, 'int32'), logits];
  const computed = runtime.computeAll('softmaxCrossEntropy', given, [[rows, 1], logits.shape], [rows, classes]);
  const [losses, probabilities] = computed as [tf.TensorInfo, tf.TensorInfo];
  return [foldSlices(runtime, losses, [], 1, 1 / rows), probabilities];
};

/** `AeLabSoftmaxCrossEntropyGradient`: the gradient of that mean by the logits, times the scalar `dy`. */
export const softmaxCrossEntropyGradient: Kernel = (runtime, { inputs }) => {
  const { dy, labels, probabilities } = inputs as Record<'dy' | 'labels' | 'probabilities', tf.TensorInfo>;
  const numbers = checkedShape(labels, probabilities);
  const given = [dy, runtime.pointer(labels, 'int32'), probabilities];
  return runtime.compute('softmaxCrossEntropyGradient', given, probabilities.shape, numbers);
};

/** `AeLabSigmoidCrossEntropy`: the mean over all logits. */
export const sigmoidCrossEntropy: Kernel = (runtime, call) => {
  const { logits, targets, numbers } = sigmoidArguments(call);
  const size = sizeOf(logits.shape);
  const sums = runtime.compute(
    'sigmoidCrossEntropy',
    [logits, targets],
    [sliceCount(size), 1],
    numbers,
    VALUE_WORK * size,
  );
  return foldSlices(runtime, sums, [], 1, 1 / size);
};

/** `AeLabSigmoidCrossEntropyGradient`: the gradient of that mean by the logits, times the scalar `dy`. */
export const sigmoidCrossEntropyGradient: Kernel = (runtime, call) => {
  const { dy } = call.inputs as { dy: tf.TensorInfo };
  const { logits, targets, numbers } = sigmoidArguments(call);
  return runtime.compute('sigmoidCrossEntropyGradient', [dy, logits, targets], logits.shape, numbers);
};

function checkedShape(labels: tf.TensorInfo, logits: tf.TensorInfo): [rows: number, classes: number] {
  const [rows, classes] = logits.shape;
  if (logits.shape.length !== 2 || String(labels.shape) !== String([rows])) {
    throw new BackendError(
      `Softmax cross-entropy: expected logits of shape [n, classes] and n labels, got [${logits.shape}] and ` +
        `[${labels.shape}].`,
    );
  }
  return [rows!, classes!];
}

function sigmoidArguments({ inputs }: KernelCall) {
  const { logits, targets } = inputs as Record<'logits' | 'targets', tf.TensorInfo>;
  const shared = targets.shape.length === 0;
  if (!shared && String(targets.shape) !== String(logits.shape)) {
    throw new BackendError(
      `Sigmoid cross-entropy: expected targets of shape [${logits.shape}] or [], got [${targets.shape}].`,
    );
  }
  return { logits, targets, numbers: [sizeOf(logits.shape), Number(shared)] };
}
