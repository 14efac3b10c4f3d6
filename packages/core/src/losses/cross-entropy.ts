import {
  customGrad,
  div,
  type GradSaveFunc,
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  type Scalar,
  sigmoid,
  softmax,
  softplus,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors';

/**
 * -ln softmax(logits)[label] in nats, at least 0, averaged over the batch: the negative log-likelihood of the classes. Only
 * the logits get a gradient.
 *
 * @param labels [n], int32 in [0, classes).
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
    (save as GradSaveFunc)([labels, z as Tensor]);
    return {
      value: neg(mean(sum(mul(oneHot(labels, classes), logSoftmax(z as Tensor2D)), 1))),
      gradFunc: (dy: Tensor, [classOf, saved]: Tensor[]) =>
        mul(sub(softmax(saved), oneHot(classOf as Tensor1D, classes)), div(dy, count)),
    };
  });
  return apply(logits) as Scalar;
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
    (save as GradSaveFunc)(typeof targets === 'number' ? [z as Tensor] : [z as Tensor, targets]);
    return {
      value: mean(sub(softplus(z as Tensor), mul(z as Tensor, targets))),
      gradFunc: (dy: Tensor, [saved, target = targets]: (Tensor | number)[]) =>
        mul(sub(sigmoid(saved as Tensor), target), div(dy, logits.size)),
    };
  });
  return apply(logits) as Scalar;
}
