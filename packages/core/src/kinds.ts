import { type Kind, kind } from '@ae-lab/base';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ImageDataset } from './data/dataset';
import type { Optimizer } from './optimizers/optimizer';
import type { Schedule } from './optimizers/schedule';

/** The kind of a data set, which is not a tensor, an array, or the promise of a data set. */
export const DATASET: Kind<ImageDataset> = kind.of(
  'an ImageDataset, as ArrayDataset.fromArrays() and loadMnist() give',
  (value) => {
    const data = value as ImageDataset | undefined;
    return typeof data?.batch === 'function' && Number.isInteger(data.size);
  },
);

/** The kind of a network of TensorFlow.js' layers. */
export const NETWORK: Kind<LayersModel> = kind.of('a network: a LayersModel of tfjs-layers', (value) => {
  const network = value as LayersModel | undefined;
  return typeof network?.apply === 'function' && Array.isArray(network.inputs) && Array.isArray(network.outputs);
});

/** The kind of an optimizer of ours, which is not one of TensorFlow.js. */
export const OPTIMIZER: Kind<Optimizer> = kind.of(
  'an optimizer of @ae-lab/core, such as adam({ learningRate: 0.001 })',
  (value) => {
    const optimizer = value as Optimizer | undefined;
    return typeof optimizer?.update === 'function' && typeof optimizer.learningRate === 'function';
  },
);

/** The kind of a learning rate: one number, or a schedule. */
export const LEARNING_RATE: Kind<number | Schedule> = kind.anyOf(
  kind.number({ from: 0 }),
  kind.callback<Schedule>('a schedule, such as cosineDecay({ peak: 0.01 })'),
);
