import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** A JSON value. Properties that are undefined are left out of the text. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** JSON values by name. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** The parts of a saved model, from which its class can build it again. */
export interface SavedModel {
  /** The name of the model's class, by which `load` finds the class. */
  readonly className: string;
  /** The options that the model was made with. */
  readonly options: JsonObject;
  /** The networks. Their names become folders, so they consist of letters, digits, `-` and `_`. */
  readonly networks: Readonly<Record<string, LayersModel>>;
  /** The weights outside the networks, as float32, int32 or bool tensors. */
  readonly tensors: Readonly<Record<string, tf.Tensor>>;
}

/** A model that can be saved. */
export interface Saveable {
  /** Returns the parts that {@link saveModel} writes. Networks and tensors still belong to the model. */
  toSaved(): SavedModel;
}

/** The static side of a model class. */
export interface ModelClass<M> {
  /** The name in `config.json` by which `load` finds the class. */
  readonly className: string;
  /** Builds the model, which then owns the networks and tensors of `saved`. */
  fromSaved(saved: SavedModel): M;
}
