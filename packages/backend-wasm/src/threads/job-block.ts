/**
 * The memory through which the threads work on a job together, in 32-bit words. Words that different threads write lie in
 * different lines of 64 bytes, so that the threads do not slow each other down.
 */
export const JOB = {
  /** Number of parts that nobody has taken. Threads sleep while it is 0 and end when it is negative. */
  open: 0,
  /** Number of parts that are done. */
  done: 16,
  /** Number of parts that ended with an error. */
  failed: 17,
  /** Goes up whenever the main thread has something to look at: a part that is done, a request for memory. */
  event: 32,
  /** 1 while the main thread sleeps until the next event. */
  mainSleeps: 33,
  /** Number of threads that sleep. */
  sleepers: 48,
  /** Number of threads that have started. */
  ready: 49,
  /** The kernel: its place among the exports of the module. */
  kernel: 64,
  /** Number of parts of the job. */
  parts: 65,
  /** Number of the kernel's arguments, without part and parts. */
  count: 66,
  /** The arguments, as float64. */
  numbers: 72,
} as const;

/** The most arguments that a kernel takes. */
const MOST_NUMBERS = 32;

/** A thread's request for memory; each thread has a line of its own. */
export const REQUEST = {
  /** One of NONE, ASKED, ANSWERED. */
  state: 0,
  bytes: 1,
  /** Address of the memory that it gives back, or 0. */
  freed: 2,
  /** The answer: an address, or 0 if there is no memory. */
  pointer: 3,
} as const;

export const NONE = 0;
export const ASKED = 1;
export const ANSWERED = 2;

const LINE = 16;

/** Returns the place of the request of a thread, counted from 0. */
export const requestOf = (thread: number) => JOB.numbers + 2 * MOST_NUMBERS + LINE / 2 + thread * LINE;

/** Returns the size of the block in bytes. */
export const blockBytes = (threads: number) => 4 * requestOf(threads);

/** The message with which a thread is started. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Address of the block, a multiple of 64. */
  readonly block: number;
  readonly thread: number;
  readonly threads: number;
}

/** Returns the block's words and, over the same memory, its numbers. They stay valid when the memory grows. */
export function viewsOf({ buffer }: WebAssembly.Memory, block: number, threads: number) {
  return {
    words: new Int32Array(buffer, block, blockBytes(threads) / 4),
    numbers: new Float64Array(buffer, block + 4 * JOB.numbers, MOST_NUMBERS),
  };
}
