import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it, vi } from 'vitest';
import { Dense } from '../layers';
import { loadModel, saveModel } from './save-model';
import type { SavedModel } from './saved-model';

function saved(): SavedModel {
  const encoder = tfl.sequential({ layers: [new Dense({ units: 3, inputShape: [2] })] });
  return {
    className: 'Model',
    options: { latentDim: 3 },
    networks: { encoder },
    tensors: { codes: tf.tensor1d([1, 2]) },
  };
}

function expectSame(loaded: SavedModel, model: SavedModel): void {
  expect(loaded.options).toEqual(model.options);
  expect(loaded.networks.encoder.layers[0]).toBeInstanceOf(Dense);
  const weights = ({ networks }: SavedModel) => networks.encoder.getWeights().map((weight) => weight.dataSync());
  expect(weights(loaded)).toEqual(weights(model));
  expect(loaded.tensors.codes.dataSync()).toEqual(model.tensors.codes.dataSync());
}

it('keeps a model in IndexedDB', async () => {
  const model = saved();
  await saveModel('indexeddb://model', saved());
  await saveModel('indexeddb://model', model);
  expectSame(await loadModel('indexeddb://model'), model);
});

it('downloads a model as a zip that loads again', async () => {
  const model = saved();
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
  await saveModel('download://model', model);
  const { href, download } = click.mock.contexts[0] as HTMLAnchorElement;
  click.mockRestore();
  const zip = await (await fetch(href)).blob();
  expectSame(await loadModel(new File([zip], download)), model);
});
