export { checkInteger, checkNumber, checkOneOf } from './check';
export { concatenate } from './concatenate';
export { crc32 } from './crc32';
export {
  AeLabError,
  ArgumentError,
  BackendError,
  DisposedError,
  DivergenceError,
  FormatError,
  NotFoundError,
} from './errors';
export { higherIsBetter } from './higher-is-better';
export type { ImageShape } from './image-shape';
export { mapBounded } from './map-bounded';
export type { Metrics } from './metrics';
export { type Kind, type Optional, optional } from './options/kind';
export * as kind from './options/kinds';
export type { Range } from './options/range';
export {
  type AnyDescription,
  type Description,
  type Either,
  either,
  nested,
  type Read,
  readOptions,
  type Variant,
  variants,
} from './options/read-options';
export { Rng, type RngState } from './rng';
export { sha256Hex } from './sha256';
export { WorkPacer } from './work-pacer';
export { yieldToEventLoop } from './yield-to-event-loop';
