import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoreErrors } from './ignore-errors';
import type { ProcessIdentity } from './process-identity';

const PREFIX = '.ae-lab-lease-';
const RELEASED = 'released';
/** Bytes of the second line, which is written over at every beat. */
const BEAT_WIDTH = 12;

/** The purpose of a lease. Others wait for a save to end; a training lasts too long for that. */
export type LeasePurpose = 'save' | 'training';

/** The first line of a lease file, as JSON. */
export interface LeaseRecord {
  readonly token: string;
  readonly purpose: LeasePurpose;
  readonly owner: ProcessIdentity;
}

/** The content of a lease file. */
export interface LeaseContent {
  /** All of it: it changes with every beat. */
  readonly text: string;
  readonly released: boolean;
  /** Missing if the owner was killed while it wrote the file. */
  readonly record: LeaseRecord | undefined;
}

/** Returns the path of the lease file with this number. */
export function leasePath(folder: string, number: number): string {
  return join(folder, `${PREFIX}${number}`);
}

/** Returns the numbers of all lease files in a folder, the highest first. */
export async function leaseNumbers(folder: string): Promise<number[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(PREFIX));
  const numbers = names.map((name) => Number(name.slice(PREFIX.length)));
  return numbers.filter((number) => Number.isSafeInteger(number) && number > 0).sort((a, b) => b - a);
}

/** Returns the two lines of a lease file after so many beats, or of one that is released. */
export function leaseText(record: LeaseRecord, beat: number | 'released'): { head: string; beat: string } {
  return { head: `${JSON.stringify(record)}\n`, beat: `${String(beat).padStart(BEAT_WIDTH)}\n` };
}

/** Reads a lease file. Returns undefined if it has been removed. */
export async function readLease(folder: string, number: number): Promise<LeaseContent | undefined> {
  const text = await readFile(leasePath(folder, number), 'utf8').catch(ignoreErrors('ENOENT'));
  if (text === undefined) return undefined;
  const [head, beat = ''] = text.split('\n');
  return { text, released: beat.trim() === RELEASED, record: parseRecord(head) };
}

function parseRecord(head: string): LeaseRecord | undefined {
  try {
    const record = JSON.parse(head) as Partial<LeaseRecord> | null;
    const isWhole = typeof record?.purpose === 'string' && Number(record.owner?.pid) > 0;
    return isWhole ? (record as LeaseRecord) : undefined;
  } catch {
    return undefined;
  }
}
