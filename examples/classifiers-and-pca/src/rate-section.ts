import { curve, epochChart, percent, picture, type Section, type Trained } from '@ae-lab/example-shared';
import type { ClassifierTraining, Course } from './train';

/** Compares learning rates of stochastic gradient descent. */
export function rateSection(trained: readonly Trained<ClassifierTraining, Course>[]): Section {
  const losses = trained.map((one) => curve({ ...one, name: `rate ${one.learningRate}` }, 'train'));
  const accuracies = trained.map(({ result }) => {
    return result.diverged ? 'diverged' : percent(result.epochs.at(-1)?.validation?.accuracy ?? 0);
  });
  return {
    heading: 'Learning rates',
    blocks: [
      picture(
        'learning-rates',
        epochChart('training cross-entropy (nats)', losses, 'log'),
        'Training loss of the LeNet with stochastic gradient descent, by learning rate.',
      ),
    ],
    comparison: {
      [`LeNet, SGD at ${trained.map((one) => one.learningRate).join(', ')}: validation accuracy`]: [
        '1 does not converge, 0.0001 hardly moves, 0.1 best',
        accuracies.join(', '),
      ],
    },
    metrics: { rates: trained.map(({ learningRate, result }) => ({ learningRate, ...result })) },
  };
}
