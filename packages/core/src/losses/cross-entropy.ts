import {
  cast,
  customGrad,
  div,
  exp,
  type GradSaveFunc,
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  type Scalar,
  sigmoid,
  softplus,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors';
import { runFused } from '../kernels';

/**
 * -ln softmax(logits)[label] in nats, at least 0, averaged over the batch: the negative log-likelihood of the classes. Only
 * the logits get a gradient.
 *
 * @param labels [n], int32 in [0, classes); one outside makes the value NaN, which `fit` reports as divergence.
 * @param logits [n, classes].
 * @throws ArgumentError if the shapes do not fit.
 */
export function softmaxCrossEntropy(labels: Tensor1D, logits: Tensor2D): Scalar {
  if (logits.rank !== 2) throw new ArgumentError('logits', 'a tensor of shape [n, classes]', logits.shape);
  const [count, classes] = logits.shape;
  if (String(labels.shape) !== String([count])) {
    throw new ArgumentError('labels', `a tensor of shape [${count}], one for each row of logits`, labels.shape);
  }
  const apply = customGrad((...[z, save]: (Tensor | GradSaveFunc)[]) => {
    const fused = runFused('AeLabSoftmaxCrossEntropy', { labels, logits: z as Tensor }, {});
    const [value, probabilities] = fused ?? plainSoftmaxCrossEntropy(labels, z as Tensor2D);
    (save as GradSaveFunc)([labels, probabilities]);
    return {
      value,
      gradFunc(dy: Tensor, [classOf, p]: Tensor[]) {
        const saved = { dy, labels: classOf, probabilities: p };
        const gradient = runFused('AeLabSoftmaxCrossEntropyGradient', saved, {});
        return gradient?.[0] ?? mul(sub(p, oneHot(classOf as Tensor1D, classes)), div(dy, count));
      },
    };
  });
  return apply(logits) as Scalar;
}

function plainSoftmaxCrossEntropy(labels: Tensor1D, logits: Tensor2D): [value: Tensor, probabilities: Tensor] {
  const logProbabilities = logSoftmax(logits);
  const chosen = oneHot(labels, logits.shape[1]);
  // Divided by the number of classes chosen, which is 1, or 0 for a label out of range.
  const nats = neg(div(sum(mul(chosen, logProbabilities), 1), sum(chosen, 1)));
  return [mean(nats), exp(logProbabilities)];
}

/**
 * -t ln sigmoid(z) - (1 - t) ln(1 - sigmoid(z)) in nats, averaged over all logits z, exact for logits of any size. Only the
 * logits get a gradient.
 *
 * @param targets in [0, 1], of the shape of the logits, or one for all of them.
 */
export function sigmoidCrossEntropy(targets: Tensor | number, logits: Tensor): Scalar {
  if (typeof targets !== 'number' && String(targets.shape) !== String(logits.shape)) {
    throw new ArgumentError('targets', `a number, or a tensor of shape [${logits.shape}]`, targets.shape);
  }
  const apply = customGrad((...[z, save]: (Tensor | GradSaveFunc)[]) => {
    const inputs = { logits: z as Tensor, targets: cast(targets, 'float32') };
    const fused = runFused('AeLabSigmoidCrossEntropy', inputs, {});
    (save as GradSaveFunc)([inputs.logits, inputs.targets]);
    return {
      value: fused?.[0] ?? mean(sub(softplus(inputs.logits), mul(inputs.logits, inputs.targets))),
      gradFunc(dy: Tensor, [saved, target]: Tensor[]) {
        const gradient = runFused('AeLabSigmoidCrossEntropyGradient', { dy, logits: saved, targets: target }, {});
        return gradient?.[0] ?? mul(sub(sigmoid(saved), target), div(dy, logits.size));
      },
    };
  });
  return apply(logits) as Scalar;
}
