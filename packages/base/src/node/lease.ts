import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { AeLabError } from '../errors';
import { ignoreErrors } from './ignore-errors';
import { type LeasePurpose, type LeaseRecord, leaseNumbers, leasePath, leaseText } from './lease-file';
import { LeaseHolder } from './lease-holder';
import { ownIdentity } from './process-identity';

export type { LeasePurpose } from './lease-file';

/** Milliseconds between two beats of an owner. */
const BEAT = 2000;
/** Milliseconds without a beat after which an owner asks whether it still is the owner. */
const LATE = 7500;
/** Milliseconds in which others, who may just take over, see the beat of an owner that was late. */
const NOTICE = 1000;
/** Milliseconds that a taker waits for others' saves. */
const PATIENCE = 60_000;

/**
 * The right to write to a folder, which one process at a time has, also among several hosts and containers that share the folder.
 *
 * ```ts
 * const lease = await Lease.acquire(folder, 'save');
 * try {
 *   await writeNewFiles();
 *   await lease.check(); // throws if the lease was lost meanwhile
 *   await rename(newConfig, config);
 * } finally {
 *   await lease.release();
 * }
 * ```
 *
 * The lease is the file `.ae-lab-lease-<n>` in the folder with the highest n. A taker creates number n + 1, exclusively, once the
 * owner of n has released it or is dead. The highest file is never removed, so no number is given twice. The owner writes a beat to
 * its file every two seconds; {@link LeaseHolder} says when others take it for dead.
 */
export class Lease {
  private beats = 0;
  private lastBeat = performance.now();
  private writing: Promise<unknown> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly folder: string,
    private readonly number: number,
    private readonly record: LeaseRecord,
    private readonly file: FileHandle,
  ) {
    this.timer = setInterval(() => this.beat(), BEAT).unref();
  }

  /**
   * Takes the lease of an existing folder. Waits while others save there.
   *
   * @throws AeLabError that names the owner if it is a training, or still has the lease after `patience` milliseconds.
   */
  static async acquire(folder: string, purpose: LeasePurpose, patience = PATIENCE): Promise<Lease> {
    const record = { token: randomUUID(), purpose, owner: await ownIdentity() };
    const holder = new LeaseHolder(folder);
    const begin = performance.now();
    for (let pause = 5; ; pause = Math.min(2 * pause, 250)) {
      const [number = 0] = await leaseNumbers(folder);
      const free = number === 0 || (await holder.isFree(number));
      const lease = free ? await Lease.create(folder, number + 1, record) : undefined;
      if (lease) return lease;
      if (holder.isBusyTraining || performance.now() - begin > patience) throw holder.refusal();
      // Takers that began together would meet again.
      await sleep(pause * (0.5 + Math.random()));
    }
  }

  /** Throws an {@link AeLabError} if another process has taken over. Called right before a step that cannot be undone. */
  async check(): Promise<void> {
    if (performance.now() - this.lastBeat > LATE) {
      await this.beat();
      await sleep(NOTICE);
    }
    const [number = 0] = await leaseNumbers(this.folder);
    if (number === this.number) return;
    const owner = new LeaseHolder(this.folder);
    await owner.isFree(number);
    const taken = `${this.folder}: this process was silent for so long that ${owner.name} took over.`;
    throw new AeLabError(number > this.number ? taken : `${this.folder}: the lease of this process was removed.`);
  }

  /** Lets others have the lease. */
  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.write('released').catch(() => {});
    await this.file.close();
  }

  private static async create(folder: string, number: number, record: LeaseRecord): Promise<Lease | undefined> {
    const path = leasePath(folder, number);
    const file = await open(path, 'wx').catch(ignoreErrors('EEXIST'));
    if (!file) return undefined;
    try {
      const { head, beat } = leaseText(record, 0);
      await file.write(head + beat);
      const [highest, ...lower] = await leaseNumbers(folder);
      if (highest === number) {
        await Promise.all(lower.map((other) => rm(leasePath(folder, other), { force: true })));
        return new Lease(folder, number, record, file);
      }
    } catch (error) {
      await file.close();
      await rm(path, { force: true });
      throw error;
    }
    // This taker paused for so long after it had looked for the highest number that others took and gave back higher ones.
    await file.close();
    await rm(path, { force: true });
    return undefined;
  }

  private async beat(): Promise<void> {
    try {
      await this.write(++this.beats);
      this.lastBeat = performance.now();
    } catch {
      // If beats fail for long, another process takes over, which `check` sees.
    }
  }

  /** Writes the second line, after all writes before it. */
  private write(beat: number | 'released'): Promise<unknown> {
    const text = leaseText(this.record, beat);
    const write = async () => {
      await this.file.write(text.beat, Buffer.byteLength(text.head));
      if (beat !== 'released') await this.file.datasync();
    };
    this.writing = this.writing.catch(() => {}).then(write);
    return this.writing;
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
