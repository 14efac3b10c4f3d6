import { type AnyDescription, ArgumentError, DisposedError } from '@ae-lab/base';
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { saveModel } from './save-model';
import type { JsonObject, ModelClass, Saveable, SavedModel } from './saved-model';

/**
 * The base class of all models. A model owns its networks, is saved and loaded as a whole, and is disposed once.
 *
 * ```ts
 * class Probe extends Model<'network'> {
 *   static readonly className = 'Probe';
 *   constructor(options: { network: LayersModel; classes: number }) {
 *     super({ network: options.network }, options);
 *   }
 *   static load = (place: Place, options?: LoadOptions) => load(place, [Probe], options);
 *   static fromSaved({ networks, options }: SavedModel) {
 *     return new Probe({ network: networks.network, classes: Number(options.classes) });
 *   }
 * }
 * ```
 *
 * @typeParam Name the names of its networks.
 */
export abstract class Model<Name extends string = never> implements Saveable {
  private networks: Readonly<Record<Name, LayersModel>> | undefined;
  /** The options that the model was made with, as plain JSON, without networks. */
  protected readonly record: JsonObject;

  /**
   * @param networks the networks of the model, which owns them from now on.
   * @param options the options that the model was made with, to be saved with its networks; options that are networks are
   *   left out.
   */
  constructor(networks: Readonly<Record<Name, LayersModel>>, options: Readonly<Record<string, unknown>>) {
    this.networks = networks;
    const described = Object.entries(options).filter(([name]) => !Object.hasOwn(networks, name));
    this.record = Object.fromEntries(described) as JsonObject;
  }

  /** Saves the model to a folder (Node), or to `indexeddb://name` or `download://name` (browsers); see {@link saveModel}. */
  async save(place: string | URL): Promise<void> {
    await saveModel(place, this.toSaved());
  }

  /** Returns the options, networks and tensors that {@link save} writes; networks and tensors still belong to the model. */
  toSaved(): SavedModel {
    const networks = this.alive();
    return { className: this.className, options: { ...this.record }, networks, tensors: this.tensors() };
  }

  /** Frees all weights. A second call does nothing; any other use of the model then throws a {@link DisposedError}. */
  dispose(): void {
    if (this.networks === undefined) return;
    this.free();
    for (const network of Object.values<LayersModel>(this.networks)) network.dispose();
    this.networks = undefined;
  }

  /** Returns one of the networks. Throws a {@link DisposedError} after `dispose()`. */
  protected ownNetwork(name: Name): LayersModel {
    return this.alive()[name];
  }

  /** Returns all networks. Throws a {@link DisposedError} after `dispose()`. */
  protected alive(): Readonly<Record<Name, LayersModel>> {
    if (this.networks === undefined) throw new DisposedError(this.className);
    return this.networks;
  }

  /** Returns the weights outside the networks, which are saved as well. Default: none. */
  protected tensors(): Readonly<Record<string, tf.Tensor>> {
    return {};
  }

  /** Frees the weights outside the networks. Default: nothing. */
  protected free(): void {}

  private get className(): string {
    return (this.constructor as unknown as ModelClass<unknown>).className;
  }
}

/**
 * Checks the options of a save against those that its networks and tensors have.
 *
 * @param saved the options of the save; undefined for a new model.
 * @throws ArgumentError that names an option which differs.
 */
export function checkSavedOptions(saved: JsonObject | undefined, found: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(found)) {
    const option = saved?.[name];
    if (option === undefined || JSON.stringify(option) === JSON.stringify(value)) continue;
    throw new ArgumentError(name, `${JSON.stringify(value)}, as the saved model has`, option);
  }
}

/** Returns the options of a save that a description knows. */
export function pickOptions(description: AnyDescription, saved: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(description).map((name) => [name, saved[name]]));
}
