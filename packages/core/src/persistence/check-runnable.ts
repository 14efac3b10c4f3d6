import { type layers, type Shape, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** Is called with the layer and the problem, and throws. */
type Fail = (layer: string, problem: string) => never;

/**
 * Checks the shapes of symbolic tensors. TensorFlow.js computes shapes without a look at them: a kernel larger than its image gives a
 * negative size.
 *
 * @param tensors the input or the output of a layer, as its `apply` takes and returns them; anything else is right.
 */
export function checkShapes(tensors: unknown, fail: Fail): void {
  for (const tensor of [tensors].flat()) {
    if (!(tensor instanceof SymbolicTensor) || tensor.shape.every(isSize)) continue;
    const shape = tensor.shape.map(String).join(', ');
    fail(tensor.sourceLayer.name, `expected an output with sizes of at least 1, got [${shape}].`);
  }
}

/** Checks what TensorFlow.js finds out only when a layer runs: the number of values of a `Reshape`, and axes. */
export function checkCall(layer: layers.Layer, input: unknown, output: unknown, fail: Fail): void {
  if (!(input instanceof SymbolicTensor && output instanceof SymbolicTensor)) return;
  if (layer.getClassName() === 'Reshape') checkReshape(layer.name, input.shape.slice(1), output.shape.slice(1), fail);
  // Layers of others may have an option of this name for something else.
  if (!['BatchNormalization', 'LayerNormalization', 'Softmax'].includes(layer.getClassName())) return;
  const { axis } = layer.getConfig();
  const rank = input.shape.length;
  const given = [axis].flat().filter((each) => each !== undefined && each !== null);
  const wrong = given.find((each) => !(Number.isInteger(each) && Number(each) >= -rank && Number(each) < rank));
  if (wrong !== undefined) {
    fail(layer.name, `expected an axis from ${-rank} to ${rank - 1}, got ${JSON.stringify(wrong)}.`);
  }
  if (layer.getClassName() === 'Softmax' && axis !== -1 && axis !== rank - 1) {
    fail(layer.name, `expected the last axis, the only one along which TensorFlow.js computes it, got ${axis}.`);
  }
}

function checkReshape(layer: string, from: Shape, to: Shape, fail: Fail): void {
  if (from.includes(null)) return;
  const [values, known] = [from, to].map((shape) => shape.reduce<number>((product, size) => product * (size ?? 1), 1));
  const isRight = to.includes(null) ? values % known === 0 : values === known;
  if (!isRight)
    fail(layer, `expected a target shape of ${values} values, got [${to.map((size) => size ?? -1).join(', ')}].`);
}

function isSize(size: number | null): boolean {
  return size === null || (Number.isSafeInteger(size) && size > 0);
}
