import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { plainKernels, relaxedKernels } from './kernels.gen';

/** A function of assembly/: pointers into the backend's memory, sizes and factors in, nothing out. */
type KernelFunction = (...numbers: number[]) => void;

/** What assembly/index.ts exports. */
export type KernelExports = Record<
  | 'activate'
  | 'activationGradient'
  | 'adam'
  | 'averagePoolGradient'
  | 'batchNormalization'
  | 'batchNormalizationGradient'
  | 'conv2d'
  | 'conv2dBackpropFilter'
  | 'conv2dBackpropInput'
  | 'copyBox'
  | 'depthwiseBackpropFilter'
  | 'depthwiseBackpropInput'
  | 'fill'
  | 'matMul'
  | 'maxPoolGradient'
  | 'randomNormal'
  | 'randomUniform'
  | 'reconstructionLoss'
  | 'reconstructionLossGradient'
  | 'rmsProp'
  | 'sgd'
  | 'sigmoidCrossEntropy'
  | 'sigmoidCrossEntropyGradient'
  | 'softmaxCrossEntropy'
  | 'softmaxCrossEntropyGradient'
  | 'sumRows'
  | 'unsortedSegmentSum'
  | 'writeRows',
  KernelFunction
>;

/** What TensorFlow.js' compiled module offers beside its operations. */
interface EmscriptenModule {
  asm?: Record<string, unknown>;
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

/** The embedded module: the one with fused multiply-add where the engine has relaxed SIMD. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  const relaxed = decode(relaxedKernels);
  return WebAssembly.validate(relaxed) ? relaxed : decode(plainKernels);
}

/** Instantiates the kernels on the memory and the allocator of a started `wasm` backend. */
export async function instantiateKernels(backend: BackendWasm): Promise<KernelExports> {
  const wasm = emscriptenModule(backend);
  const malloc = (bytes: number) => {
    const pointer = wasm._malloc(bytes);
    if (pointer === 0) throw new Error(`The wasm backend has no memory left for ${bytes} bytes of scratch space.`);
    return pointer;
  };
  const { instance } = await WebAssembly.instantiate(kernelBytes(), {
    env: { memory: backendMemory(wasm), malloc, free: (pointer: number) => wasm._free(pointer), abort },
  });
  return instance.exports as KernelExports;
}

const emscriptenModule = ({ wasm }: BackendWasm) => wasm as unknown as EmscriptenModule;

/** The backend's own memory, among the exports of its module. */
function backendMemory({ asm, HEAPU8 }: EmscriptenModule): WebAssembly.Memory {
  const memory = Object.values(asm ?? {}).find((value) => value instanceof WebAssembly.Memory);
  if (memory === undefined || memory.buffer !== HEAPU8.buffer) {
    throw new Error(
      'The wasm backend was started with threads, or is not version 4.22: its memory cannot be shared with the training ' +
        'kernels. Call useWasmBackend() before anything else starts the backend.',
    );
  }
  return memory;
}

function abort(): never {
  throw new Error('A kernel of @ae-lab/backend-wasm aborted.');
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
