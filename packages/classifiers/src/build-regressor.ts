import { Conv2D, Dense, Rng } from '@ae-lab/core';
import { checkInteger } from '@ae-lab/core/internal';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';

/** Number of filters of the convolutional regressor. */
const FILTERS = 16;
/** Number of values per filter, and so the shortest signal. */
const FILTER_LENGTH = 3;

interface RegressorSettings {
  readonly length: number;
  readonly kind: 'linear' | 'convolutional';
  readonly seed: number;
}

/** Builds the network from signals [n, 1, length, 1] to predictions [n, 1]. Throws an `ArgumentError` for too short a signal. */
export function buildRegressor({ kind, length, seed }: RegressorSettings): LayersModel {
  const rng = new Rng(seed);
  const seeded = (name: string) => ({ name, seed: rng.split(name).integer(2 ** 31) });
  const signals = input({ shape: [1, length, 1] });
  const flat = (name: string, from: SymbolicTensor) => layers.flatten({ name }).apply(from) as SymbolicTensor;
  const output = (from: SymbolicTensor) => {
    const outputs = new Dense({ units: 1, ...seeded('output') }).apply(from) as SymbolicTensor;
    return model({ inputs: signals, outputs, name: 'regressor' });
  };
  if (kind === 'linear') return output(flat('flatten', signals));
  checkInteger('length', length, { from: FILTER_LENGTH });
  const convolution = new Conv2D({
    filters: FILTERS,
    kernelSize: [1, FILTER_LENGTH],
    activation: 'relu',
    ...seeded('convolution'),
  });
  const everywhere = convolution.apply(signals) as SymbolicTensor;
  const positions = length - FILTER_LENGTH + 1;
  const largest = layers
    .maxPooling2d({ poolSize: [1, positions], name: 'largest' })
    .apply(everywhere) as SymbolicTensor;
  const responses = [flat('everywhere', everywhere), flat('largest-of-each', largest)];
  return output(layers.concatenate({ name: 'responses' }).apply(responses) as SymbolicTensor);
}
