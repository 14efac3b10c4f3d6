import '@tensorflow/tfjs-backend-cpu';
import { FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeNetwork, encodeNetwork } from './network-files';

beforeEach(() => tf.setBackend('cpu'));

/** The JSON of a network, which the tests damage. */
// biome-ignore lint/suspicious/noExplicitAny: it is edited in ways that no type allows
type Json = any;

/** A shared layer, a network within the network, a merge and a recurrent layer. */
function makeNetwork(): tfl.LayersModel {
  const input = tfl.input({ shape: [4], name: 'input' });
  const shared = tfl.layers.dense({ units: 4, name: 'shared', activation: 'relu' });
  const inner = tfl.sequential({
    layers: [tfl.layers.dense({ units: 3, inputShape: [4], name: 'hidden' })],
    name: 'inner',
  });
  const twice = shared.apply(shared.apply(input)) as tfl.SymbolicTensor;
  const merged = tfl.layers.concatenate({ name: 'merged' }).apply([inner.apply(twice) as tfl.SymbolicTensor, twice]);
  const repeated = tfl.layers.repeatVector({ n: 2, name: 'repeated' }).apply(merged);
  const lstm = tfl.layers
    .lstm({ units: 2, name: 'lstm', recurrentInitializer: 'glorotUniform' })
    .apply(repeated) as tfl.SymbolicTensor;
  return tfl.model({ inputs: input, outputs: lstm, name: 'whole' });
}

async function filesOf(
  network: tfl.LayersModel,
  edit: (json: Json) => void = () => {},
): Promise<Map<string, Uint8Array>> {
  const files = new Map([...(await encodeNetwork(network))].map(([file, bytes]) => [`encoder/${file}`, bytes]));
  const json = JSON.parse(new TextDecoder().decode(files.get('encoder/model.json')));
  edit(json);
  return files.set('encoder/model.json', new TextEncoder().encode(JSON.stringify(json)));
}

const layersOf = (json: Json) => json.modelTopology.config.layers;
const layer = (json: Json, name: string) => layersOf(json).find((each: Json) => each.name === name);

it('is read of a network with shared layers, a network within and a recurrent layer', async () => {
  const network = makeNetwork();
  const loaded = await decodeNetwork(await filesOf(network), 'encoder', 'place');
  const x = tf.tensor2d([[1, -2, 3, 0.5]]);
  const [expected, actual] = [network, loaded].map((each) => (each.predict(x) as tf.Tensor).dataSync());
  expect(Array.from(actual)).toEqual(Array.from(expected, (value) => expect.closeTo(value, 5)));
});

describe('a damaged topology is refused at once', () => {
  it.each<[string, (json: Json) => void, RegExp]>([
    [
      'a letter of an inbound layer',
      (json) => (layer(json, 'shared').inbound_nodes[0][0][0] = 'inpyt'),
      /layer 'shared' takes its input from layer 'inpyt', which does not exist/,
    ],
    [
      'no inbound nodes',
      (json) => delete layer(json, 'merged').inbound_nodes,
      /the inbound_nodes of layer 'merged' should be a list/,
    ],
    [
      'empty inbound nodes',
      (json) => (layer(json, 'merged').inbound_nodes = []),
      /takes its input from call 0 of layer 'merged'/,
    ],
    [
      'a layer fed by itself',
      (json) => (layer(json, 'lstm').inbound_nodes[0][0][0] = 'lstm'),
      /layer 'lstm' takes its input from call 0 of layer 'lstm', which does not exist or depends on/,
    ],
    [
      'two layers that feed each other',
      (json) => (layer(json, 'merged').inbound_nodes[0][1][0] = 'repeated'),
      /'repeated'/,
    ],
    [
      'a call that does not exist',
      (json) => (layer(json, 'lstm').inbound_nodes[0][0][1] = 1),
      /call 1 of layer 'repeated'/,
    ],
    ['a negative call', (json) => (layer(json, 'lstm').inbound_nodes[0][0][1] = -1), /an input of layer 'lstm'/],
    ['an output that does not exist', (json) => (layer(json, 'lstm').inbound_nodes[0][0][2] = 1), /model\.json: /],
    ['no input layer', (json) => layersOf(json).shift(), /layer 'input', which does not exist/],
    ['two layers of one name', (json) => layersOf(json).push(layersOf(json)[0]), /two layers .* called 'input'/],
    [
      'another name in the config',
      (json) => (layer(json, 'lstm').config.name = 'lstn'),
      /layer 'lstm' is called 'lstn'/,
    ],
    [
      'an unknown class',
      (json) => (layer(json, 'lstm').class_name = 'Lstm'),
      /layer 'lstm': there is no layer class "Lstm"/,
    ],
    [
      'a class that is no layer',
      (json) => (layer(json, 'lstm').class_name = 'Zeros'),
      /there is no layer class "Zeros"/,
    ],
    [
      'an inherited class',
      (json) => (layer(json, 'lstm').class_name = 'constructor'),
      /there is no layer class "constructor"/,
    ],
    ['an unknown cell', (json) => (layersOf(json)[1].config.cell = { class_name: 'Cell', config: {} }), /class "Cell"/],
    [
      'a network without end as a regulariser',
      (json) => {
        const looped = { class_name: 'Model', config: structuredClone(json.modelTopology.config) };
        looped.config.layers.at(-1).inbound_nodes[0][0][0] = 'lstm';
        layer(json, 'shared').config.kernel_regularizer = looped;
      },
      /layer 'lstm' takes its input from call 0 of layer 'lstm'/,
    ],
    ['no config', (json) => delete layer(json, 'lstm').config, /layer 'lstm' \(LSTM\).*'config'/],
    [
      'an output of the network',
      (json) => (json.modelTopology.config.output_layers[0][0] = 'lost'),
      /call 0 of layer 'lost'/,
    ],
    ['no output layers', (json) => delete json.modelTopology.config.output_layers, /the output_layers of the network/],
    ['no layers', (json) => delete json.modelTopology.config.layers, /the layers of the network should be a list/],
    ['a name that objects have', (json) => (layer(json, 'lstm').name = '__proto__'), /cannot be called '__proto__'/],
    [
      'a list that is not one',
      (json) => (layer(json, 'repeated').config.n = { length: 1e12 }),
      /a layer has no 'length'/,
    ],
    ['objects of its own', (json) => (json.modelTopology.config.custom_objects = { Dense: [] }), /no 'custom_objects'/],
    ['a key in other spelling', (json) => (layer(json, 'lstm').inboundNodes = []), /no 'inboundNodes'/],
    ['layers of Keras 3', (json) => (layer(json, 'lstm').inbound_nodes[0] = { args: [] }), /Keras 3/],
    [
      'a state for a huge batch',
      (json) => Object.assign(layer(json, 'lstm').config, { stateful: true, batch_input_shape: [1e9, 2, 7] }),
      /a batch of 1000000000/,
    ],
    [
      'a layer that leads nowhere',
      (json) =>
        layersOf(json).push({
          ...layer(json, 'shared'),
          name: 'extra',
          config: { ...layer(json, 'shared').config, name: 'extra', units: 1 },
          inbound_nodes: [[['input', 0, 0, {}]]],
        }),
      /'extra'/,
    ],
    [
      'more units',
      (json) => (layer(json, 'shared').config.units = 2e7),
      /layer 'shared' needs a kernel of shape \[4, 20000000\], but there are only/,
    ],
    ['fewer units', (json) => (layer(json, 'shared').config.units = 3), /model\.json: /],
    ['units that are not a number', (json) => (layer(json, 'lstm').config.units = 'many'), /model\.json: /],
  ])('%s', async (_, edit, message) => {
    const files = await filesOf(makeNetwork(), edit);
    const before = tf.memory().numTensors;
    const error = await decodeNetwork(files, 'encoder', 'place').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FormatError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toMatch(/^place\/encoder\/model\.json: /);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keys that would change the prototype of all objects', async () => {
    const files = await filesOf(makeNetwork());
    const text = new TextDecoder().decode(files.get('encoder/model.json'));
    const hostile = text.replace('"config":{', '"config":{"__proto__":{"polluted":1},');
    files.set('encoder/model.json', new TextEncoder().encode(hostile));
    await expect(decodeNetwork(files, 'encoder', 'place')).rejects.toThrow("a layer has no '__proto__'");
    expect(({} as Json).polluted).toBeUndefined();
  });

  it('networks nested too deeply, and more layers than any network has', async () => {
    const deep = `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
    const many = JSON.stringify(Array.from({ length: 10_001 }, () => ({ class_name: 'Flatten', config: {} })));
    for (const [config, message] of [
      [deep, 'nested more than 64 deep'],
      [`{"layers":${many}}`, 'more than 10000 layers'],
    ]) {
      const json = `{"modelTopology":{"class_name":"Sequential","config":${config}},"weightsManifest":[]}`;
      const files = new Map([['encoder/model.json', new TextEncoder().encode(json)]]);
      await expect(decodeNetwork(files, 'encoder', 'place')).rejects.toThrow(message);
    }
  });
});
