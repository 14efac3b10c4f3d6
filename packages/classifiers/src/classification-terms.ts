import { ArgumentError, type ImageBatch, type LossTerms, type SampleBatch, softmaxCrossEntropy } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Returns the cross-entropy in nats as `loss`, and the `accuracy`: the share of samples whose largest logit is that of
 * their class.
 *
 * @param logitsOf returns the logits of the batch. It is not called for a batch without labels, since tensors kept for its
 *   gradient would then leak.
 * @throws ArgumentError for a batch without labels, such as those of a user's own data set that leaves them out.
 */
export function classificationTerms({ labels }: ImageBatch | SampleBatch, logitsOf: () => tf.Tensor2D): LossTerms {
  if (labels?.dtype !== 'int32' || labels.rank !== 1) {
    throw new ArgumentError('batch.labels', 'an int32 tensor [n]', labels && `${labels.dtype} [${labels.shape}]`);
  }
  const logits = logitsOf();
  return {
    loss: softmaxCrossEntropy(labels, logits),
    accuracy: tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32')) as tf.Scalar,
  };
}
