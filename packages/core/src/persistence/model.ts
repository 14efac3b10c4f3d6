import { type AnyDescription, DisposedError } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { saveModel } from './save-model';
import type { JsonObject, ModelClass, Saveable, SavedModel } from './saved-model';

/**
 * The part that all models share: a model owns its networks, is saved and loaded whole, and is freed once. Its class has a
 * static `className`, `load` and `fromSaved`; see `ModelClass`.
 *
 * @typeParam Name the names of its networks.
 */
export abstract class Model<Name extends string = never> implements Saveable {
  private networks: Readonly<Record<Name, LayersModel>> | undefined;
  /** The options that it was made with, as plain JSON. */
  protected readonly record: JsonObject;

  /**
   * @param networks its networks, which it owns from now on.
   * @param options the options that it was made with, to be saved beside the networks. Those that are networks are left out.
   */
  constructor(networks: Readonly<Record<Name, LayersModel>>, options: Readonly<Record<string, unknown>>) {
    this.networks = networks;
    const described = Object.entries(options).filter(([name]) => !Object.hasOwn(networks, name));
    this.record = Object.fromEntries(described) as JsonObject;
  }

  /** Saves the model to a folder (Node), to `indexeddb://name` or `download://name` (browsers); see `saveModel`. */
  async save(place: string | URL): Promise<void> {
    await saveModel(place, this.toSaved());
  }

  /** The options, networks and tensors that {@link save} writes. They still belong to the model. */
  toSaved(): SavedModel {
    const networks = this.alive();
    return { className: this.className, options: { ...this.record }, networks, tensors: this.tensors() };
  }

  /** Frees all weights. Further calls do nothing; any other use of the model is then a {@link DisposedError}. */
  dispose(): void {
    if (this.networks === undefined) return;
    this.free();
    for (const network of Object.values<LayersModel>(this.networks)) network.dispose();
    this.networks = undefined;
  }

  /** One of its networks. Throws a {@link DisposedError} after `dispose()`. */
  protected network(name: Name): LayersModel {
    return this.alive()[name];
  }

  /** All of its networks. Throws a {@link DisposedError} after `dispose()`. */
  protected alive(): Readonly<Record<Name, LayersModel>> {
    if (this.networks === undefined) throw new DisposedError(this.className);
    return this.networks;
  }

  /** The weights that are in no network, to be saved. */
  protected tensors(): Readonly<Record<string, tf.Tensor>> {
    return {};
  }

  /** Frees the weights that are in no network. */
  protected free(): void {}

  private get className(): string {
    return (this.constructor as unknown as ModelClass<unknown>).className;
  }
}

/** The options of a save that a description knows. */
export function pickOptions(description: AnyDescription, saved: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(description).map((name) => [name, saved[name]]));
}
