import { AeLabError } from '@ae-lab/base';
import { ByteBudget } from './byte-budget';
import { type Checksum, tooLong } from './checksums';
import { fetchBytes } from './fetch-bytes';
import { CONFIG_FILE, type Files, readAll } from './files';
import type { LoadSettings } from './load-options';
import { ProgressOfFiles } from './load-progress';
import { unzip } from './zip';

/** The largest `config.json` in bytes. It is read before anything is known of the save. */
const MAX_CONFIG_BYTES = 2 ** 22;

/**
 * Reads a save from the URL of its folder or its zip file. After a failure no request is left.
 *
 * @throws as {@link fetchBytes}, and AeLabError if it takes longer than `totalTimeout`.
 */
export function readHttp(base: URL, settings: LoadSettings): Promise<Files> {
  return withinLimits(base, settings, async ({ get, budget, progress }) => {
    if (isZip(base)) {
      progress.files = 1;
      return unzip(new Blob([await get(base)]), String(base), settings.maxBytes);
    }
    const ofConfig = budget.part(MAX_CONFIG_BYTES, 'too large for the config.json of a saved model.');
    const read = (path: string, listed?: Checksum) => {
      const limit = listed ? budget.part(listed.bytes, tooLong(path, listed)) : budget;
      return get(urlOf(base, path), path === CONFIG_FILE ? ofConfig : limit);
    };
    return readAll(read, String(urlOf(base, '')).replace(/\/$/, ''), ({ files }) => {
      progress.files = files.length + 1;
    });
  });
}

/** Whether a URL is that of a zip file. */
export function isZip({ pathname }: URL): boolean {
  return /\.zip$/i.test(pathname);
}

/** Fetches a zip file. */
export function readHttpZip(url: URL, settings: LoadSettings): Promise<Blob> {
  return withinLimits(url, settings, async ({ get }) => new Blob([await get(url)]));
}

/** Reads one file below the URL of a folder. */
export function readHttpFile(base: URL, path: string, settings: LoadSettings): Promise<Uint8Array> {
  return withinLimits(base, settings, ({ get }) => get(urlOf(base, path)));
}

/** The requests of one load. */
interface Requests {
  /** Fetches a file. The default of `budget` is that of the load. */
  readonly get: (url: URL, budget?: ByteBudget) => Promise<Uint8Array<ArrayBuffer>>;
  readonly budget: ByteBudget;
  readonly progress: ProgressOfFiles;
}

/** Runs a load whose requests share limits in bytes and time. When it ends, those that still run are stopped. */
async function withinLimits<T>(
  base: URL,
  { signal, idleTimeout, totalTimeout, maxBytes, onProgress }: LoadSettings,
  load: (requests: Requests) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const giveUp = () => stop.abort(new AeLabError(`${base}: not loaded within totalTimeout (${totalTimeout} ms).`));
  const timer = setTimeout(giveUp, totalTimeout);
  const limits = { idleTimeout, signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal };
  const whole = new ByteBudget(maxBytes);
  const progress = new ProgressOfFiles(onProgress);
  const get = (url: URL, budget = whole) =>
    fetchBytes(url, { ...limits, budget, onProgress: progress.of(String(url)) });
  try {
    return await load({ get, budget: whole, progress });
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

/** Returns the URL of a file below that of a folder, with the same query. */
function urlOf(base: URL, path: string): URL {
  return Object.assign(new URL(base), { pathname: `${base.pathname.replace(/\/+$/, '')}/${path}` });
}
