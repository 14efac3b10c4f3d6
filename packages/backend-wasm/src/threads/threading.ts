import type { ThreadStart } from './job-block';

/** The platform's part of threads. */
export interface Threading {
  /** Why threads cannot share memory here, or undefined if they can. */
  readonly unavailable: string | undefined;
  /** Returns the number of cores that may be used. */
  cores(): number;
  /** Returns the number of threads that the environment asks for. */
  wanted(): string | undefined;
  /** Whether the main thread may sleep; in a page it may not. */
  readonly mainMaySleep: boolean;
  /** Returns the bytes of a file of `@tensorflow/tfjs-backend-wasm`. */
  stockModule(file: string, url: string | undefined): Promise<Uint8Array<ArrayBuffer>>;
  /** Starts a thread. */
  start(script: string, data: ThreadStart): RunningThread;
}

/** A thread that was started. */
export interface RunningThread {
  /** Resolves when the thread has ended or could not start. */
  readonly ended: Promise<unknown>;
  end(): void;
}
