import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A finished part: what it computed, and the folder with the files that it left. */
export interface Part<T> {
  readonly result: T;
  readonly folder: string;
}

interface Kept<T> {
  readonly settings: unknown;
  readonly result: T;
  /** Of the whole run, when the part was finished. */
  readonly secondsSinceStart: number;
}

/**
 * The parts of a run, each in a folder of its own that is named by a digest of its settings. A part that has finished is
 * taken over, by the same run when it is started again; after a change of settings it is computed anew. A change of the
 * code is not noticed: delete the folder then.
 */
export class Parts {
  private readonly start = performance.now();
  /** What earlier, interrupted processes have spent on parts that were taken over. */
  private earlierSeconds = 0;
  /** Folders of the parts that this process has finished. */
  private readonly own = new Set<string>();

  constructor(private readonly root: string) {}

  /** Seconds that the run has taken so far, with those before an interruption. */
  get seconds(): number {
    return this.earlierSeconds + (performance.now() - this.start) / 1000;
  }

  /**
   * The part's result, kept or computed.
   *
   * @param name for people; names may be shared by parts with other settings.
   * @param settings plain JSON: all that the result depends on.
   * @param compute gets the part's folder, for models and checkpoints; what it returns must survive JSON.
   */
  async part<T>(name: string, settings: object, compute: (folder: string) => Promise<T>): Promise<Part<T>> {
    const digest = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 12);
    const folder = join(this.root, `${name.replaceAll(/[^\w.]+/g, '-')}-${digest}`);
    const file = join(folder, 'result.json');
    const kept = await readJson<Kept<T>>(file);
    if (kept !== undefined) {
      if (!this.own.has(folder)) this.earlierSeconds = Math.max(this.earlierSeconds, kept.secondsSinceStart);
      console.log(`${name}: done before`);
      return { result: kept.result, folder };
    }
    await mkdir(folder, { recursive: true });
    const result = await compute(folder);
    await writeWhole(file, json({ settings, result, secondsSinceStart: this.seconds } satisfies Kept<T>));
    this.own.add(folder);
    console.log(`${name}: done, ${Math.round(this.seconds)} s since the start`);
    return { result, folder };
  }
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Writes a file whole or not at all. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, content);
  await rename(partial, file);
}

/** The content of a JSON file, or undefined where there is none. */
export async function readJson<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  return text === undefined ? undefined : (JSON.parse(text) as T);
}
