import type { JsonObject } from './saved-model';

const BY_PYTHON =
  'In Python with Keras 2 (the package tf_keras), `tensorflowjs.converters.save_keras_model(model, folder)` converts it to a folder ' +
  'that loadNetwork() reads';
const BY_WEIGHTS =
  'Build a network of the same layers, save the weights in Python by `safetensors.torch.save_file(model.state_dict(), file)`, and ' +
  'read that file by importWeights()';

/** The content of other libraries' files and the way to convert it, by the end of their name. */
const FOREIGN: readonly (readonly [RegExp, string, string])[] = [
  [
    /\.(h5|hdf5)$/i,
    'a Keras model in HDF5',
    `\`tensorflowjs_converter --input_format=keras model.h5 folder\` converts one of Keras 2 to a folder that loadNetwork() reads`,
  ],
  [/\.keras$/i, 'a Keras archive', BY_PYTHON],
  [/(^|[/\\])saved_model\.pb$|\.pb$/i, 'a TensorFlow graph', BY_PYTHON],
  [
    /\.tflite$/i,
    'a model of TensorFlow Lite, which cannot be trained',
    'Convert the Keras model that it was made from',
  ],
  [/\.(pt|pth|ckpt)$|(^|[/\\])(diffusion_)?pytorch_model[\w.-]*\.bin$/i, 'a PyTorch model', BY_WEIGHTS],
  [
    /\.onnx$/i,
    'an ONNX graph',
    'Convert the PyTorch or Keras model that it was exported from, since a graph has no layers to train',
  ],
  [
    /\.safetensors$/i,
    'weights without a network',
    'Build a network of the same layers and read the file by importWeights()',
  ],
];

/**
 * Returns what a file of another library is and how to convert it, by its name; undefined for any other name.
 *
 * @param expected what was expected of it.
 */
export function describeForeignFile(name: string, expected: string): string | undefined {
  const path = name.replace(/[?#].*$/, '');
  const found = FOREIGN.find(([pattern]) => pattern.test(path));
  return found && `expected ${expected}, got ${found[1]}. ${found[2]}.`;
}

/** The files of a model from Hugging Face, in which case there is none of ours. */
export const HUGGING_FACE_FILES: readonly string[] = [
  'model_index.json',
  'model.safetensors',
  'pytorch_model.bin',
  'diffusion_pytorch_model.safetensors',
  'diffusion_pytorch_model.bin',
];

/** Whether a `config.json` is that of Hugging Face's transformers or diffusers. */
export function isHuggingFaceConfig(config: JsonObject): boolean {
  const properties = ['transformers_version', 'model_type', 'architectures', '_diffusers_version', '_class_name'];
  return config.format !== 'ae-lab' && properties.some((name) => name in config);
}

/** Returns what a model from Hugging Face is and how to use its weights. */
export function describeHuggingFace(expected: string): string {
  return (
    `expected ${expected}, got a model from Hugging Face (transformers or diffusers), whose files hold weights but no layers. ` +
    'Build a network of the same layers and read its `.safetensors` file by importWeights(). In Python, ' +
    "`safetensors.torch.save_file(torch.load('pytorch_model.bin'), 'model.safetensors')` makes such a file of a `.bin`."
  );
}

/** Whether a `model.json` is that of a graph model, which TensorFlow.js can run but not train. */
export function isGraphModel({ format, modelTopology }: JsonObject): boolean {
  return (
    format === 'graph-model' || (typeof modelTopology === 'object' && modelTopology !== null && 'node' in modelTopology)
  );
}

/** The description of a graph model, and the way to convert it. */
export const GRAPH_MODEL =
  'expected a network in the format of tfjs-layers, got a graph model, which has no layers to train. tf.loadGraphModel() of ' +
  `@tensorflow/tfjs-converter runs it. ${BY_PYTHON}.`;
