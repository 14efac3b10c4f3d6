import { runExample } from '@ae-lab/example-shared';
import { classifierSection } from './classifier-section';
import { depthSection } from './depth-section';
import { evaluateMaps } from './evaluate-map';
import { mapSection } from './map-section';
import { rateSection } from './rate-section';
import { SIZES } from './settings';
import { signalSection } from './signal-section';
import type { AutoencoderTraining, ClassifierTraining, Course, RegressorTraining, Training } from './train';

const CLASSIFIERS = [
  { name: 'linear', classifier: 'linear' },
  { name: 'MLP', classifier: 'mlp' },
  { name: 'LeNet', classifier: 'lenet' },
] as const;

await runExample({
  name: 'classifiers-and-pca',
  title: 'Classifiers, learning rates, and a two-dimensional autoencoder compared with PCA',
  summary: 'Linear models and networks on signals and digits, and how much of a digit a two-dimensional code keeps.',
  sizes: SIZES,

  async run({ settings, digits, trainAll }) {
    const { widths, deeperWidths } = settings;
    const train = <T extends Training>(trainings: readonly T[]) =>
      trainAll<T, Course>(new URL('./train.ts', import.meta.url), trainings);

    const toys = (['linear', 'rectified-filters', 'window-maximum'] as const).flatMap((target) =>
      (['linear', 'convolutional'] as const).map((learner): RegressorTraining => {
        return { name: `${target} function, ${learner} learner`, target, learner, batchSize: 100, ...settings.signals };
      }),
    );
    const kinds = CLASSIFIERS.map((kind): ClassifierTraining => ({ ...kind, ...settings.classifiers }));
    const sgd = settings.rates.map((learningRate): ClassifierTraining => {
      return { name: `SGD at ${learningRate}`, classifier: 'lenet', learningRate, ...settings.rateTraining };
    });
    const shared = { ...settings.autoencoders, peak: 3e-3 };
    const dense: AutoencoderTraining[] = [
      { name: 'autoencoder', widths, codeActivation: 'relu', ...shared },
      { name: 'autoencoder, linear code', widths, codeActivation: 'linear', ...shared },
      // At the learning rate of the others its ReLUs die, and all reconstructions are black.
      { name: 'deeper autoencoder', widths: deeperWidths, codeActivation: 'relu', ...shared, peak: 1e-3 },
    ];
    // All trainings start at once, the longest first, so that no core is idle.
    const [autoencoders, classifiers, byRate, signals] = await Promise.all([
      train(dense),
      train(kinds),
      train(sgd),
      train(toys),
    ]);

    // The test images are used once, for all figures.
    const maps = await evaluateMaps(autoencoders, classifiers[2], digits);
    return [
      await signalSection(signals),
      await classifierSection(classifiers, digits),
      rateSection(byRate),
      mapSection(maps, widths, digits.test),
      depthSection(autoencoders, maps),
    ];
  },
});
