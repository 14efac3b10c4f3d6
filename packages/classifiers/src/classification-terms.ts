import { ArgumentError, type Batch, type LossTerms, softmaxCrossEntropy } from '@ae-lab/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The cross-entropy in nats, which is minimised, and beside it the share of images whose largest logit is their class's. Throws
 * an {@link ArgumentError} for a batch without labels, which a data set of one's own may have forgotten.
 *
 * @param logitsOf gives the logits of the batch; not called for one without labels, as what is kept for its gradient would stay.
 */
export function classificationTerms({ labels }: Batch, logitsOf: () => tf.Tensor2D): LossTerms {
  if (labels?.dtype !== 'int32' || labels.rank !== 1) {
    throw new ArgumentError('batch.labels', 'an int32 tensor [n]', labels && `${labels.dtype} [${labels.shape}]`);
  }
  const logits = logitsOf();
  return {
    loss: softmaxCrossEntropy(labels, logits),
    accuracy: tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32')) as tf.Scalar,
  };
}
