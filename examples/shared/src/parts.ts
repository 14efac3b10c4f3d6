import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A finished part of a run: its result, and the folder of the files that it wrote. */
export interface Part<T> {
  readonly result: T;
  readonly folder: string;
}

interface Kept<T> {
  readonly settings: unknown;
  readonly result: T;
  /** Seconds from the start of the whole run to the end of this part. */
  readonly secondsSinceStart: number;
}

/**
 * The parts of a run. Each part has a folder, named after a digest of its settings. A restarted run reuses its finished
 * parts; a part whose settings have changed is computed anew. Changes of the code are not noticed: delete the folder after
 * one.
 */
export class Parts {
  private readonly start = performance.now();
  /** Seconds that earlier, interrupted processes had run when they finished the last of the reused parts. */
  private earlierSeconds = 0;
  /** Folders of the parts that this process has finished. */
  private readonly own = new Set<string>();

  constructor(private readonly root: string) {}

  /** Seconds that the run has taken so far, including the time before an interruption. */
  get seconds(): number {
    return this.earlierSeconds + (performance.now() - this.start) / 1000;
  }

  /**
   * Returns the stored result of a part, or computes and stores it.
   *
   * @param name the name for the log; parts with different settings may share it.
   * @param settings everything that the result depends on, as plain JSON.
   * @param compute computes the result, which must survive JSON; it gets the part's folder for models and checkpoints.
   */
  async part<T>(name: string, settings: object, compute: (folder: string) => Promise<T>): Promise<Part<T>> {
    const digest = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 12);
    const folder = join(this.root, `${name.replaceAll(/[^\w.]+/g, '-')}-${digest}`);
    const file = join(folder, 'result.json');
    const kept = await readJson<Kept<T>>(file);
    if (kept !== undefined) {
      if (!this.own.has(folder)) this.earlierSeconds = Math.max(this.earlierSeconds, kept.secondsSinceStart);
      console.log(`${name}: already done`);
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

/** Writes a file atomically. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, content);
  await rename(partial, file);
}

/** Returns the content of a JSON file, or undefined if the file does not exist. */
export async function readJson<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  return text === undefined ? undefined : (JSON.parse(text) as T);
}
