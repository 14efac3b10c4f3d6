import { BackendError } from '@ae-lab/base';
import type { KernelExports } from '../kernel-module';
import type { Allocator } from '../memory/memory-guard';
import { ANSWERED, ASKED, blockBytes, JOB, REQUEST, requestOf, viewsOf } from './job-block';
import { isShared } from './share-memory';
import { threadScript } from './thread-script.gen';
import type { RunningThread, Threading } from './threading';

/** A job with less work, in multiplications, takes less time than waking threads. */
const LEAST_WORK = 2e5;

/** From this much work on, there are more parts than threads, so that a thread that is slow gets fewer. */
const LARGE_WORK = 2e7;

/** The most work of one part where there are enough units. It bounds the time for which a part can be silent. */
const PART_WORK = 2e9;

const MOST_PARTS = 4096;

/** The time for which the main thread looks for the last parts to be done before it sleeps, in milliseconds. */
const SPIN_MILLISECONDS = 0.05;

/** The time without a finished part after which the main thread gives up, in milliseconds, and the least work per millisecond. */
const PATIENCE_MILLISECONDS = 10_000;
const LEAST_SPEED = 1e6;

/** A thread did not finish its part of a kernel. It may still write to the outputs, so their memory must not be used again. */
export class StuckThreadError extends BackendError {}

/**
 * Runs kernels on the main thread and, if there are any, on others that share the backend's memory. All take parts of the same
 * kernel until none is left; threads that do not start, or come late, leave their parts to the others.
 */
export class KernelThreads {
  private readonly places: ReadonlyMap<string, number>;
  private threads: RunningThread[] = [];
  private block = 0;
  private words = new Int32Array(0);
  private numbers = new Float64Array(0);
  /** Whether the number of threads has been set. */
  isSet = false;
  /** Makes every job have this many parts, however small it is; for tests. */
  exactParts: number | undefined;
  /** Why a thread ended by itself. */
  private lost: string | undefined;
  /** Why a thread got no memory in the current job. */
  private refusal: unknown;

  constructor(
    private readonly threading: Threading,
    private readonly kernels: KernelExports,
    private readonly module: WebAssembly.Module,
    private readonly memory: WebAssembly.Memory,
    private readonly allocator: Allocator,
  ) {
    this.places = new Map(Object.keys(kernels).map((name, place) => [name, place]));
  }

  /** Number of threads that compute, the main thread included. */
  get count(): number {
    return this.threads.length === 0 ? 1 : 1 + Atomics.load(this.words, JOB.ready);
  }

  /**
   * Ends the threads and starts others.
   *
   * @param count number of threads with the main thread.
   * @returns why fewer run than were asked for, or undefined.
   */
  async start(count: number): Promise<string | undefined> {
    this.isSet = true;
    if (count === this.threads.length + 1) return undefined;
    this.stop();
    if (count === 1) return undefined;
    if (!isShared(this.memory)) return 'the memory of the backend is not shared';
    const others = count - 1;
    // It is never freed, because threads that end look at it once more.
    const pointer = this.allocator._malloc(blockBytes(others) + 64) >>> 0;
    this.block = Math.ceil(pointer / 64) * 64;
    const views = viewsOf(this.memory, this.block, others);
    this.words = views.words.fill(0);
    this.numbers = views.numbers;
    try {
      for (let thread = 0; thread < others; thread++) {
        const { module, memory, block } = this;
        this.threads.push(this.threading.start(threadScript, { module, memory, block, thread, threads: others }));
      }
      this.watch(this.threads);
      await this.untilReady();
    } catch (error) {
      this.stop();
      return `threads cannot be started: ${(error as Error).message}`;
    }
    return undefined;
  }

  /** Ends all threads but the main one. */
  stop(): void {
    if (this.threads.length === 0) return;
    Atomics.store(this.words, JOB.open, -1);
    Atomics.notify(this.words, JOB.open);
    for (const thread of this.threads) thread.end();
    this.threads = [];
  }

  /**
   * Runs a kernel.
   *
   * @param numbers its arguments but part and parts.
   * @param work what it costs, in multiplications of float32 numbers.
   * @throws StuckThreadError if a thread does not finish. One thread goes on.
   */
  run(name: keyof KernelExports, numbers: readonly number[], work: number): void {
    const parts = this.exactParts ?? this.partsOf(work);
    if (parts === 1 || this.threads.length === 0) {
      for (let part = 0; part < parts; part++) this.kernels[name](...numbers, part, parts);
      return;
    }
    this.publish(name, numbers, parts);
    const problem = this.takeParts(name, numbers, parts);
    this.waitFor(name, parts, Math.max(PATIENCE_MILLISECONDS, work / LEAST_SPEED));
    if (problem !== undefined) throw problem.error;
    if (Atomics.load(this.words, JOB.failed) === 0) return;
    if (this.refusal !== undefined) throw this.refusal;
    this.stop();
    throw new BackendError(`A thread failed in the kernel ${name}. The backend goes on with one thread.`);
  }

  private partsOf(work: number): number {
    const threads = this.threads.length + 1;
    if (threads === 1 || work < LEAST_WORK) return 1;
    const wanted = Math.max(work < LARGE_WORK ? threads : 2 * threads, Math.ceil(work / PART_WORK));
    return Math.min(wanted, MOST_PARTS);
  }

  private publish(name: string, numbers: readonly number[], parts: number): void {
    const { words } = this;
    this.numbers.set(numbers);
    words[JOB.kernel] = this.places.get(name)!;
    words[JOB.parts] = parts;
    words[JOB.count] = numbers.length;
    words[JOB.done] = 0;
    words[JOB.failed] = 0;
    this.refusal = undefined;
    Atomics.store(words, JOB.open, parts);
    if (Atomics.load(words, JOB.sleepers) > 0) Atomics.notify(words, JOB.open);
  }

  /** Computes parts until none is open. After an error, which is returned, the open parts count as done. */
  private takeParts(
    name: keyof KernelExports,
    numbers: readonly number[],
    parts: number,
  ): { error: unknown } | undefined {
    const { words } = this;
    for (;;) {
      const open = Atomics.load(words, JOB.open);
      if (open === 0) return undefined;
      if (Atomics.compareExchange(words, JOB.open, open, open - 1) !== open) continue;
      try {
        this.kernels[name](...numbers, open - 1, parts);
      } catch (error) {
        Atomics.add(words, JOB.done, 1 + Atomics.exchange(words, JOB.open, 0));
        return { error };
      }
      Atomics.add(words, JOB.done, 1);
      this.answerRequests();
    }
  }

  /** Waits until all parts are done, and gives threads the memory that they ask for. */
  private waitFor(name: string, parts: number, patience: number): void {
    const { words } = this;
    let done = -1;
    let progress = 0;
    for (;;) {
      const event = Atomics.load(words, JOB.event);
      const now = Atomics.load(words, JOB.done);
      if (now === parts) return;
      if (this.answerRequests() || now !== done) {
        done = now;
        progress = performance.now();
      }
      const waited = performance.now() - progress;
      if (waited > patience) {
        this.stop();
        throw new StuckThreadError(
          `A thread did not finish the kernel ${name} in ${(waited / 1000).toFixed(0)} seconds. The backend goes on with one thread.`,
        );
      }
      if (waited > SPIN_MILLISECONDS && this.threading.mainMaySleep) this.sleep(event);
      else for (let i = 0; i < 100 && Atomics.load(words, JOB.event) === event; i++);
    }
  }

  /** Sleeps until something has happened after `event`, at most a second. */
  private sleep(event: number): void {
    Atomics.store(this.words, JOB.mainSleeps, 1);
    Atomics.wait(this.words, JOB.event, event, 1000);
    Atomics.store(this.words, JOB.mainSleeps, 0);
  }

  /** Returns whether a thread had asked for memory. */
  private answerRequests(): boolean {
    const { words } = this;
    let isAsked = false;
    for (let thread = 0; thread < this.threads.length; thread++) {
      const request = requestOf(thread);
      if (Atomics.load(words, request + REQUEST.state) !== ASKED) continue;
      isAsked = true;
      const freed = words[request + REQUEST.freed]!;
      if (freed !== 0) this.allocator._free(freed);
      words[request + REQUEST.pointer] = this.allocate(words[request + REQUEST.bytes]! >>> 0);
      Atomics.store(words, request + REQUEST.state, ANSWERED);
      Atomics.notify(words, request + REQUEST.state);
    }
    return isAsked;
  }

  private allocate(bytes: number): number {
    try {
      return this.allocator._malloc(bytes);
    } catch (error) {
      this.refusal = error;
      return 0;
    }
  }

  /** Goes on with one thread if one of these ends by itself. */
  private watch(threads: RunningThread[]): void {
    void Promise.race(threads.map(({ ended }) => ended)).then((cause) => {
      if (this.threads !== threads) return;
      this.lost = (cause as { message?: string } | undefined)?.message ?? 'a thread ended';
      this.stop();
    });
  }

  /** Waits until all threads have started. */
  private async untilReady(): Promise<void> {
    const { words, threads } = this;
    const end = performance.now() + PATIENCE_MILLISECONDS;
    while (Atomics.load(words, JOB.ready) < threads.length) {
      if (this.threads !== threads) throw new Error(this.lost);
      if (performance.now() > end) throw new Error('they are not ready after 10 seconds');
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}
