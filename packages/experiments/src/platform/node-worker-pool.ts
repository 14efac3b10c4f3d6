import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transferableAbortController } from 'node:util';
import { AeLabError, ArgumentError } from '@ae-lab/base';
import { availableCores } from '@ae-lab/base/node';
import type { Tinypool } from 'tinypool';
import type { Trial } from '../trial';
import type { TrialRunner } from '../trial-runner';
import type { WorkerPoolOptions } from '../worker-pool';

/** Returns the runner of `workerPool`; its threads start with the first trial. */
export function startWorkerPool(options: WorkerPoolOptions): TrialRunner {
  const script = pathOf(options.script);
  if (!existsSync(script)) throw new ArgumentError('script', 'a file that exists', script);
  return new NodeWorkerPool(script, options);
}

class NodeWorkerPool implements TrialRunner {
  readonly concurrency: number;
  private pool: Promise<Tinypool> | undefined;
  private readonly watched = new WeakSet<object>();
  /** One controller per trial in the pool; aborted when no worker is left to run the trial. */
  private readonly pending = new Set<AbortController>();
  private startFailure: unknown;

  constructor(
    private readonly script: string,
    private readonly options: WorkerPoolOptions,
  ) {
    this.concurrency = options.workers ?? availableCores();
  }

  async run(trial: Trial, signal: AbortSignal): Promise<unknown> {
    this.pool ??= this.start();
    const pool = await this.pool;
    const stranded = new AbortController();
    this.pending.add(stranded);
    const inWorker = transferableAbortController().signal;
    // Until a worker has started, nothing else may be keeping the process alive.
    const keepAlive = setInterval(() => {}, 2 ** 30);
    try {
      const result = pool.run(
        { ...trial, signal: inWorker },
        {
          filename: this.script,
          transferList: [inWorker as never],
          signal: AbortSignal.any([signal, stranded.signal]),
        },
      );
      this.watch(pool);
      return await result;
    } catch (error) {
      signal.throwIfAborted();
      stranded.signal.throwIfAborted();
      throw error;
    } finally {
      clearInterval(keepAlive);
      this.pending.delete(stranded);
      this.watch(pool);
    }
  }

  async close(): Promise<void> {
    const pool = await this.pool?.catch(() => undefined);
    this.pool = undefined;
    await pool?.destroy();
  }

  private async start(): Promise<Tinypool> {
    // Imported on demand, so that a search in this process does not load it.
    const { Tinypool } = await import('tinypool');
    const { execArgv, heapLimitMb } = this.options;
    const pool = new Tinypool({
      minThreads: this.concurrency,
      maxThreads: this.concurrency,
      // The cores are shared among the workers.
      env: { AE_LAB_THREADS: String(Math.max(1, Math.floor(availableCores() / this.concurrency))), ...process.env },
      ...(execArgv && { execArgv: [...execArgv] }),
      ...(heapLimitMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heapLimitMb } }),
    });
    // A worker died without a trial: it did not start, or something that an earlier trial left running threw an error.
    pool.on('error', (error) => {
      this.startFailure = error;
      this.watch(pool);
    });
    return pool;
  }

  /**
   * Handles two cases that tinypool misses and that would leave a trial waiting for ever: a thread that ends without an error,
   * by `process.exit`, and threads that all fail to start.
   */
  private watch(pool: Tinypool): void {
    for (const thread of pool.threads) {
      if (this.watched.has(thread)) continue;
      this.watched.add(thread);
      thread.once('exit', (code) => {
        const isUnexpected = pool.threads.includes(thread);
        if (isUnexpected) thread.emit('error', new AeLabError(`the trial ended its worker with exit code ${code}`));
      });
    }
    if (pool.threads.length > 0) return;
    for (const trial of this.pending) trial.abort(new AeLabError(`no worker starts: ${this.startFailure}`));
  }
}

function pathOf(script: URL | string): string {
  return String(script).startsWith('file:') ? fileURLToPath(script) : resolve(String(script));
}
