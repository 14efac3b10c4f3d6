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
  /**
   * Returns what a save with these options must hold. `load` then refuses a save with anything missing, left over, or of another
   * shape or type before it builds a network, and names the file and the tensor. Without it, `fromSaved` gets what there is.
   *
   * @throws ArgumentError if an option is unknown, of another kind or out of range. `load` then names `config.json`.
   */
  savedParts?(options: JsonObject): SavedParts;
  /**
   * Builds the model, which then owns the networks and tensors of `saved`. If it throws, `load` frees them and every variable made
   * meanwhile.
   *
   * @throws ArgumentError for parts that do not fit together. `load` then names the file: that of the network if the argument begins
   *   with the network's name, such as `decoder.inputs`, that of the tensors if it begins with `tensors`, else `config.json`.
   */
  fromSaved(saved: SavedModel): M;
}

/** A tensor that a save must hold. */
export interface SavedTensor {
  /** The type of its values. */
  readonly dtype: 'float32' | 'int32' | 'bool';
  /** Its sizes. A name stands for a size that the options do not say; it is the same wherever the name occurs. */
  readonly shape: readonly (number | string)[];
  /** Whether all its values are finite, also after a training that diverged. Default false. */
  readonly finite?: boolean;
}

/** The parts that a save must hold. */
export interface SavedParts {
  /** The names of the networks. */
  readonly networks: readonly string[];
  /** The tensors by name. Default: none. */
  readonly tensors?: Readonly<Record<string, SavedTensor>>;
  /** Whether the model may have been saved before its training, without any of the tensors. Default false. */
  readonly untrained?: boolean;
  /** The option on which a network or tensor depends, by the name of that part, so that errors can name it. Default: none. */
  readonly dependsOn?: Readonly<Record<string, string>>;
}
