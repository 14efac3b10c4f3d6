import { BackendError } from '@ae-lab/base';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { plainKernels, relaxedKernels } from './kernels.gen';
import type { Allocator } from './memory/memory-guard';
import { isShared, withSharedMemory } from './threads/share-memory';

/** A function of assembly/. It takes addresses in the backend's memory, sizes and factors, and then which part of how many it computes. */
type KernelFunction = (...numbers: number[]) => void;

/** The exports of assembly/index.ts. */
export type KernelExports = Record<
  | 'activate'
  | 'activationGradient'
  | 'adam'
  | 'affine'
  | 'averagePool'
  | 'averagePoolGradient'
  | 'batchFactors'
  | 'batchGradientFactors'
  | 'channelProducts'
  | 'channelSums'
  | 'conv2d'
  | 'conv2dBackpropFilter'
  | 'conv2dBackpropInput'
  | 'copyBox'
  | 'depthwiseBackpropFilter'
  | 'depthwiseBackpropInput'
  | 'fill'
  | 'foldSlices'
  | 'imageLosses'
  | 'matMul'
  | 'maxPool'
  | 'maxPoolGradient'
  | 'normalizeChannels'
  | 'randomNormal'
  | 'randomUniform'
  | 'reconstructionLossGradient'
  | 'rmsProp'
  | 'sgd'
  | 'sigmoidCrossEntropy'
  | 'sigmoidCrossEntropyGradient'
  | 'softmaxCrossEntropy'
  | 'softmaxCrossEntropyGradient'
  | 'unsortedSegmentSum'
  | 'writeRows',
  KernelFunction
>;

/** The parts of TensorFlow.js' compiled module that are used here. */
interface EmscriptenModule extends Allocator {
  asm?: Record<string, unknown>;
}

/** Returns the embedded module: with fused multiply-add if the engine has relaxed SIMD. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  const relaxed = decode(relaxedKernels);
  return WebAssembly.validate(relaxed) ? relaxed : decode(plainKernels);
}

/**
 * Returns the kernels on the memory and the allocator of a started `wasm` backend, whose `_malloc` throws if there is no memory, and
 * their module, of which other threads make instances of their own.
 */
export async function instantiateKernels(
  backend: BackendWasm,
): Promise<{ module: WebAssembly.Module; kernels: KernelExports }> {
  const wasm = emscriptenModule(backend);
  const memory = backendMemory(wasm);
  const bytes = kernelBytes();
  const module = await WebAssembly.compile(isShared(memory) ? withSharedMemory(bytes)! : bytes);
  const malloc = (size: number) => wasm._malloc(size);
  const free = (pointer: number) => wasm._free(pointer);
  const instance = await WebAssembly.instantiate(module, { env: { memory, malloc, free, abort } });
  return { module, kernels: instance.exports as KernelExports };
}

/** Returns TensorFlow.js' compiled module of a started backend. */
export const emscriptenModule = ({ wasm }: BackendWasm) => wasm as unknown as EmscriptenModule;

/** Returns the backend's own memory, one of the exports of its module. */
export function backendMemory({ asm, HEAPU8 }: EmscriptenModule): WebAssembly.Memory {
  const memory = Object.values(asm ?? {}).find((value) => value instanceof WebAssembly.Memory);
  if (memory === undefined || memory.buffer !== HEAPU8.buffer) {
    throw new BackendError(
      'The wasm backend was started with threads, or is not version 4.22: its memory cannot be shared with the training ' +
        'kernels. Call useWasmBackend() before anything else starts the backend.',
    );
  }
  return memory;
}

function abort(): never {
  throw new BackendError('A kernel of @ae-lab/backend-wasm aborted.');
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
