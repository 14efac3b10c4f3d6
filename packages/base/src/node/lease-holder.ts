import { AeLabError } from '../errors';
import { type LeaseContent, readLease } from './lease-file';
import { stateOf } from './process-identity';

/** Milliseconds without a beat after which an owner counts as dead. */
const SILENCE = 15_000;

/**
 * The owner of a folder's lease, as another process sees it.
 *
 * An owner is dead if its beat stays the same for 15 seconds by the observer's own clock, as clocks of different hosts disagree. On
 * Linux, within one PID namespace, a process that is gone is seen at once, and one that runs lives although it is too busy to beat.
 */
export class LeaseHolder {
  /** Whether the owner trains and is known to be alive. */
  isBusyTraining = false;
  private seen: { readonly number: number; readonly content: LeaseContent; readonly since: number } | undefined;

  constructor(private readonly folder: string) {}

  /** Looks at the lease with this number, and returns whether it may be taken. Called repeatedly. */
  async isFree(number: number): Promise<boolean> {
    this.isBusyTraining = false;
    const content = await readLease(this.folder, number);
    if (!content) return false;
    if (content.released) return true;
    const { seen } = this;
    const hasBeaten = seen?.number === number && seen.content.text !== content.text;
    if (seen?.number !== number || hasBeaten) this.seen = { number, content, since: performance.now() };
    const state = content.record ? await stateOf(content.record.owner) : 'unknown';
    this.isBusyTraining = content.record?.purpose === 'training' && (state === 'running' || hasBeaten);
    if (state !== 'unknown') return state === 'gone';
    return performance.now() - (this.seen?.since ?? 0) > SILENCE;
  }

  /** The name of the owner in errors. */
  get name(): string {
    const owner = this.seen?.content.record?.owner;
    if (!owner) return 'another process';
    return `process ${owner.pid} on ${owner.host}`;
  }

  /** The error of a taker that gives up. */
  refusal(): AeLabError {
    const occupation = this.seen?.content.record?.purpose === 'training' ? 'is training with' : 'is saving to';
    return new AeLabError(
      `${this.folder}: ${this.name} ${occupation} this place. Wait until it has ended, or use another place.`,
    );
  }
}
