import { AeLabError, ArgumentError, FormatError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { checkCall, checkShapes } from './check-runnable';

/**
 * Runs `build`. What a layer throws when it is made or connected becomes a {@link FormatError} of `source` that names the layer. So does
 * a layer that could be built, but not run.
 */
export function blameLayers<T>(source: string, build: () => T): T {
  const run = <R>(label: string, step: () => R): R => {
    try {
      return step();
    } catch (error) {
      throw blameFile(source, error, `${label}: `);
    }
  };
  const { prototype } = layers.Layer;
  const { apply } = prototype;
  const fail = (layer: string, problem: string): never => {
    throw new FormatError(source, `layer '${layer}': ${problem}`);
  };
  prototype.apply = function (input, ...others) {
    return run(`layer '${this.name}'`, () => {
      checkShapes(input, fail);
      const output = apply.call(this, input, ...others);
      checkShapes(output, fail);
      checkCall(this, input, output, fail);
      return output;
    });
  };
  const registry = tf.serialization.SerializationMap.getMap().classNameMap;
  const classes = { ...registry };
  for (const [className, [Class, fromConfig]] of Object.entries(classes)) {
    if (!(Class.prototype instanceof layers.Layer)) continue;
    const named: typeof fromConfig = (made, config, ...others) =>
      run('loadWeights' in Class.prototype ? 'the network' : `layer '${config.name ?? className}'`, () =>
        fromConfig(made, config, ...others),
      );
    registry[className] = [Class, named];
  }
  try {
    return build();
  } finally {
    prototype.apply = apply;
    Object.assign(registry, classes);
  }
}

/**
 * Returns an error of TensorFlow.js, or of its layers' options, as a {@link FormatError} of the file. Other errors of ours are returned
 * as they are.
 */
export function blameFile(source: string, error: unknown, label = ''): unknown {
  if (error instanceof AeLabError && !(error instanceof ArgumentError)) return error;
  const message = error instanceof Error ? error.message : String(error);
  // TensorFlow.js checks little, so damage often ends in an error of the language.
  const isOfLanguage = error instanceof TypeError || error instanceof RangeError;
  return new FormatError(source, label + (isOfLanguage ? `TensorFlow.js cannot build it (${message}).` : message));
}
