import { disposeBatch } from '@ae-lab/core';
import { epochChart, picture, type Section, type Trained } from '@ae-lab/example-shared';
import * as tf from '@tensorflow/tfjs-core';
import { type Course, type RegressorTraining, signalsOf } from './train';

/** Compares a linear learner with a convolutional one on three functions. */
export async function signalSection(trained: readonly Trained<RegressorTraining, Course>[]): Promise<Section> {
  const signals = await Promise.all(
    trained.map(async ({ name, learner, target, result }) => {
      const variance = await varianceOf(target);
      return { name, learner, share: result.epochs.map((record) => (record.validation?.loss ?? NaN) / variance) };
    }),
  );
  const left = (learner: string) => {
    const shares = signals.filter((one) => one.learner === learner).map(({ share }) => share[share.length - 1]);
    return shares.map((share) => share.toExponential(0)).join(', ');
  };
  const series = signals.map(({ name, share }) => ({ name, y: share }));
  return {
    heading: 'Three functions of a signal',
    blocks: [
      picture(
        'toy-signals',
        epochChart('unexplained share of the variance', series, 'log'),
        'Validation error of a linear learner and of a small convolutional network, on three functions of 16 values.',
      ),
    ],
    comparison: {
      'toy convnet on three functions: unexplained share of the variance': [
        'loss to zero on all three',
        left('convolutional'),
      ],
      'linear learner on three functions: unexplained share of the variance': [
        'loss to zero only on the linear one',
        left('linear'),
      ],
    },
    metrics: { signals: signals.map(({ name, share }) => ({ name, share })) },
  };
}

/** The variance of the targets on which the learners were validated. */
async function varianceOf(target: RegressorTraining['target']): Promise<number> {
  const { validation } = signalsOf(target);
  const batch = await validation.batch(Array.from({ length: validation.size }, (_, i) => i));
  const variance = tf.tidy(() => tf.moments(batch.targets).variance.dataSync()[0]);
  disposeBatch(batch);
  return variance;
}
