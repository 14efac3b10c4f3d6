import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** What JSON can hold; properties that are undefined are left out of it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** Values by name. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** A model as it is saved: everything from which its class can build it again. */
export interface SavedModel {
  /** Of its class; `load` looks the class up by it. */
  readonly className: string;
  /** The options that its class was made with. */
  readonly options: JsonObject;
  /** Its networks; the names become folders, so they consist of letters, digits, `-` and `_`. */
  readonly networks: Readonly<Record<string, LayersModel>>;
  /** What is in no network, as float32, int32 or bool tensors. */
  readonly tensors: Readonly<Record<string, tf.Tensor>>;
}

/** A model that can be saved. */
export interface Saveable {
  /** What {@link saveModel} writes. Networks and tensors still belong to the model. */
  toSaved(): SavedModel;
}

/** The static side of a model class. */
export interface ModelClass<M> {
  /** Under which `load` finds the class; it stands in `config.json`. */
  readonly className: string;
  /** Builds the model, which then owns the networks and tensors of `saved`. */
  fromSaved(saved: SavedModel): M;
}
