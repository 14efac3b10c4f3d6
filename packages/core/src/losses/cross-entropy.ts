import { ArgumentError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { runFused } from '../kernels';

/**
 * Returns -ln softmax(logits)[label] in nats, at least 0, averaged over the batch: the negative log-likelihood of the classes.
 * Only the logits get a gradient.
 *
 * @param labels [n], int32 in [0, classes). A label outside makes the value NaN, which `fit` reports as divergence.
 * @param logits [n, classes].
 * @throws ArgumentError unless there is one label per row of logits.
 */
export function softmaxCrossEntropy(labels: tf.Tensor1D, logits: tf.Tensor2D): tf.Scalar {
  if (logits.rank !== 2) throw new ArgumentError('logits', 'a tensor of shape [n, classes]', logits.shape);
  const [count, classes] = logits.shape;
  if (String(labels.shape) !== String([count])) {
    throw new ArgumentError('labels', `a tensor of shape [${count}], one for each row of logits`, labels.shape);
  }
  const apply = tf.customGrad((...[z, save]: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const fused = runFused('AeLabSoftmaxCrossEntropy', { labels, logits: z as tf.Tensor }, {});
    const [value, probabilities] = fused ?? plainSoftmaxCrossEntropy(labels, z as tf.Tensor2D);
    (save as tf.GradSaveFunc)([labels, probabilities]);
    return {
      value,
      gradFunc(dy: tf.Tensor, [classOf, p]: tf.Tensor[]) {
        const saved = { dy, labels: classOf, probabilities: p };
        const gradient = runFused('AeLabSoftmaxCrossEntropyGradient', saved, {});
        return gradient?.[0] ?? tf.mul(tf.sub(p, tf.oneHot(classOf as tf.Tensor1D, classes)), tf.div(dy, count));
      },
    };
  });
  return apply(logits) as tf.Scalar;
}

function plainSoftmaxCrossEntropy(
  labels: tf.Tensor1D,
  logits: tf.Tensor2D,
): [value: tf.Tensor, probabilities: tf.Tensor] {
  const logProbabilities = tf.logSoftmax(logits);
  const chosen = tf.oneHot(labels, logits.shape[1]);
  // Divided by the number of classes chosen, which is 1, or 0 for a label out of range.
  const nats = tf.neg(tf.div(tf.sum(tf.mul(chosen, logProbabilities), 1), tf.sum(chosen, 1)));
  return [tf.mean(nats), tf.exp(logProbabilities)];
}

/**
 * Returns -t ln sigmoid(z) - (1 - t) ln(1 - sigmoid(z)) in nats, averaged over all logits z and exact for logits of any size.
 * Only the logits get a gradient.
 *
 * @param targets in [0, 1], of the shape of the logits, or one for all of them.
 * @throws ArgumentError for targets of another shape.
 */
export function sigmoidCrossEntropy(targets: tf.Tensor | number, logits: tf.Tensor): tf.Scalar {
  if (typeof targets !== 'number' && String(targets.shape) !== String(logits.shape)) {
    throw new ArgumentError('targets', `a number, or a tensor of shape [${logits.shape}]`, targets.shape);
  }
  const apply = tf.customGrad((...[z, save]: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const inputs = { logits: z as tf.Tensor, targets: tf.cast(targets, 'float32') };
    const fused = runFused('AeLabSigmoidCrossEntropy', inputs, {});
    (save as tf.GradSaveFunc)([inputs.logits, inputs.targets]);
    return {
      value: fused?.[0] ?? tf.mean(tf.sub(tf.softplus(inputs.logits), tf.mul(inputs.logits, inputs.targets))),
      gradFunc(dy: tf.Tensor, [saved, target]: tf.Tensor[]) {
        const gradient = runFused('AeLabSigmoidCrossEntropyGradient', { dy, logits: saved, targets: target }, {});
        return gradient?.[0] ?? tf.mul(tf.sub(tf.sigmoid(saved), target), tf.div(dy, logits.size));
      },
    };
  });
  return apply(logits) as tf.Scalar;
}
