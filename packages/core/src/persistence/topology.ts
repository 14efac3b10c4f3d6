import { FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { checkConnections, type LayerCalls } from './layer-connections';
import { checkLayerOptions } from './layer-options';

/** Networks within networks and lists within lists, far beyond any real network. */
const MAX_DEPTH = 64;
/** The most layers and calls of layers. */
const MAX_CALLS = 10_000;
/** The largest batch for which a stateful layer may allocate its state. */
const MAX_STATEFUL_BATCH = 1024;

/** The keys that decide what is built, as TensorFlow.js spells them after reading. */
const KEYS = new Map(
  ['class_name', 'config', 'name', 'layers', 'inbound_nodes', 'input_layers', 'output_layers']
    .concat(['layer', 'cell', 'cells', 'stateful', 'batch_input_shape', 'model_config'])
    .map((key) => [toCamelCase(key), key]),
);
/** Keys that no layer has. TensorFlow.js would take them for its own objects, for the size of a list or for the prototype. */
const FORBIDDEN_KEYS = new Set(
  ['length', 'customobjects', 'prototype', ...Object.getOwnPropertyNames(Object.prototype)].map(plain),
);

type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * Checks the `modelTopology` of a network before TensorFlow.js builds it: that it consists of layers that are known, and that
 * they can be connected. TensorFlow.js would wait for ever for a layer that is missing or feeds itself.
 *
 * @throws FormatError that names `source` and the layer.
 */
export function checkTopology(topology: unknown, source: string): void {
  const fail = (problem: string): never => {
    throw new FormatError(source, problem);
  };
  checkKeys(topology, fail, 0);
  const network = isRecord(topology) && isRecord(topology.model_config) ? topology.model_config : topology;
  if (!isRecord(network)) fail('expected a network in the format of tfjs-layers.');
  new TopologyCheck(fail).layer(network as JsonRecord, 'the network');
}

class TopologyCheck {
  private count = 0;

  constructor(private readonly fail: (problem: string) => never) {}

  /** Checks one layer, which may be a network, and those within it. Returns the number of its own calls before any other. */
  layer(layer: JsonRecord, label: string): number {
    this.add(1);
    const { class_name: className, config } = layer;
    const Class = this.classOf(className, label);
    if (!isRecord(config) && !Array.isArray(config)) this.fail(`${label} (${className}) has no 'config'.`);
    if (isRecord(config) && typeof (config.name ?? '') !== 'string') {
      this.fail(`${label} (${className}): its name should be a text.`);
    }
    if (className === 'Sequential') return this.sequential(config, label);
    if (!isRecord(config)) return this.fail(`${label} (${className}): its 'config' should be an object.`);
    const options = new Map(Object.entries(config).map(([key, value]) => [toCamelCase(key), value]));
    checkLayerOptions(String(className), options, (problem) => this.fail(`${label} (${className}): ${problem}`));
    for (const activation of [config.activation, config.recurrent_activation]) {
      const name = isRecord(activation) ? activation.class_name : activation;
      if (!isActivation(name)) this.fail(`${label} (${className}): there is no activation ${JSON.stringify(name)}.`);
    }
    const batch = [config.batch_input_shape].flat()[0];
    if (config.stateful === true && Number(batch) > MAX_STATEFUL_BATCH) {
      this.fail(`${label} keeps the state of a batch of ${batch}, more than ${MAX_STATEFUL_BATCH}.`);
    }
    for (const inner of [config.layer, config.cell, config.cells].flat()) {
      if (isRecord(inner)) this.classOf(inner.class_name, `the layer within ${label}`);
    }
    const { layers, ...others } = config;
    this.within(isNetwork(Class) ? others : config, label);
    if (!isNetwork(Class)) return className === 'InputLayer' ? 1 : 0;
    this.functional(config, label);
    return 1;
  }

  /** Checks the layers within a value, wherever they are: TensorFlow.js would build one even as an initial value. */
  private within(value: unknown, label: string): void {
    if (typeof value !== 'object' || value === null) return;
    if (isRecord(value) && isLayerClass(classNamed(value.class_name))) this.layer(value, `the layer within ${label}`);
    else for (const inner of Object.values(value)) this.within(inner, label);
  }

  private sequential(config: unknown, label: string): number {
    const within = isRecord(config) ? config.layers : config;
    const layers = this.list(within, `the layers of ${label}`);
    const labels = new Set<string>();
    for (const layer of layers) {
      const own = this.labelOf(layer, label);
      if (labels.has(own) && own.startsWith('layer ')) this.fail(`two layers of ${label} are called ${own.slice(6)}.`);
      labels.add(own);
      this.layer(this.record(layer, `a layer of ${label}`), own);
    }
    return Math.min(layers.length, 1);
  }

  private functional(config: JsonRecord, label: string): void {
    const calls = new Map<string, LayerCalls>();
    for (const each of this.list(config.layers, `the layers of ${label}`)) {
      const layer = this.record(each, `a layer of ${label}`);
      const { name, config: own } = layer;
      if (typeof name !== 'string' || name === '') this.fail(`a layer of ${label} has no name.`);
      const key = String(name);
      if (key in Object.prototype) this.fail(`a layer cannot be called '${key}'.`);
      if (calls.has(key)) this.fail(`two layers of ${label} are called '${key}'.`);
      if (isRecord(own) && own.name !== key) this.fail(`layer '${key}' is called '${own.name}' in its 'config'.`);
      const first = this.layer(layer, `layer '${key}'`);
      const inbound = this.list(layer.inbound_nodes, `the inbound_nodes of layer '${key}'`);
      this.add(inbound.length);
      if (inbound.some(isRecord))
        this.fail('written by Keras 3, but TensorFlow.js reads the layers of Keras 2 (tf_keras).');
      calls.set(key, { first, calls: inbound.map((call) => this.references(call, `layer '${key}'`)) });
    }
    const ends = (['input_layers', 'output_layers'] as const).map((end) =>
      this.references(config[end], `the ${end} of ${label}`),
    );
    checkConnections(calls, ends.flat(), this.fail);
  }

  private add(calls: number): void {
    this.count += calls;
    if (this.count > MAX_CALLS) this.fail(`more than ${MAX_CALLS} layers and calls of layers.`);
  }

  /** Reads references [layer, call, output, ...] to the outputs of other layers. */
  private references(value: unknown, label: string): { layer: string; call: number }[] {
    return this.list(value, `the inputs of ${label}`).map((each) => {
      const [layer, call, output] = this.list(each, `an input of ${label}`);
      const valid = typeof layer === 'string' && [call, output].every((i) => Number.isSafeInteger(i) && Number(i) >= 0);
      if (!valid) this.fail(`an input of ${label} should be the name of a layer, a call and an output.`);
      return { layer: String(layer), call: Number(call) };
    });
  }

  private classOf(className: unknown, label: string): LayerClass {
    const found = classNamed(className);
    if (isLayerClass(found)) return found;
    return this.fail(
      `${label}: there is no layer class ${JSON.stringify(className)}. A class of your own is registered by tf.serialization.registerClass() before loading.`,
    );
  }

  private labelOf(layer: unknown, label: string): string {
    const name = isRecord(layer) && isRecord(layer.config) ? layer.config.name : undefined;
    return name === undefined ? `a layer of ${label}` : `layer '${name}'`;
  }

  private list(value: unknown, label: string): readonly unknown[] {
    return Array.isArray(value) ? value : this.fail(`${label} should be a list.`);
  }

  private record(value: unknown, label: string): JsonRecord {
    return isRecord(value) ? value : this.fail(`${label} should be an object.`);
  }
}

/** Checks the keys of all objects within a value. */
function checkKeys(value: unknown, fail: (problem: string) => never, depth: number): void {
  if (depth > MAX_DEPTH) fail(`nested more than ${MAX_DEPTH} deep.`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) {
      const canonical = KEYS.get(toCamelCase(key));
      if (FORBIDDEN_KEYS.has(plain(key)) || (canonical !== undefined && canonical !== key))
        fail(`a layer has no '${key}'.`);
    }
    checkKeys(inner, fail, depth + 1);
  }
}

/** Returns the class that TensorFlow.js knows by a name, if any. */
function classNamed(className: unknown): unknown {
  const known = tf.serialization.SerializationMap.getMap().classNameMap;
  const name = toCamelCase(String(className));
  return Object.hasOwn(known, name) ? known[name][0] : undefined;
}

/** Whether a name may be that of an activation, or is absent. TensorFlow.js would take any class, even an initialiser. */
function isActivation(name: unknown): boolean {
  if (name === undefined || name === null) return true;
  const found = classNamed(name);
  if (typeof found !== 'function' || typeof found.prototype.apply !== 'function') return false;
  // Initialisers, constraints, regularisers and layers have an `apply` as well.
  const others = ['Zeros', 'MaxNorm', 'L1L2'].map((each) => Object.getPrototypeOf(classNamed(each)));
  return ![...others, layers.Layer].some((Other) => found.prototype instanceof Other);
}

type LayerClass = { readonly prototype: layers.Layer };

function isLayerClass(value: unknown): value is LayerClass {
  return typeof value === 'function' && value.prototype instanceof layers.Layer;
}

function isNetwork(layerClass: LayerClass): boolean {
  return 'loadWeights' in layerClass.prototype;
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Spells a name as TensorFlow.js does when it reads a network. */
function toCamelCase(name: string): string {
  return name.length < 2 ? name : name.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase());
}

function plain(key: string): string {
  return key.replaceAll('_', '').toLowerCase();
}
