import { type Batch, type LossTerms, softmaxCrossEntropy } from '@ae-lab/core';
import { argMax, cast, equal, mean, type Scalar, type Tensor2D } from '@tensorflow/tfjs-core';

/** The cross-entropy in nats, which is minimised, and beside it the share of images whose largest logit is their class's. */
export function classificationTerms({ labels }: Batch, logits: Tensor2D): LossTerms {
  return {
    loss: softmaxCrossEntropy(labels!, logits),
    accuracy: mean(cast(equal(argMax(logits, 1), labels!), 'float32')) as Scalar,
  };
}
