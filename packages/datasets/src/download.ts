import { AeLabError, type Description, kind, optional, type Read, readOptions } from '@ae-lab/core';
import { concatenate } from '@ae-lab/core/internal';
import { ADDRESS } from './kinds';

/** The progress of a download, in bytes. */
export interface DownloadProgress {
  /** The address of the file, on the mirror in use. */
  readonly url: string;
  /** Number of bytes received so far. */
  readonly received: number;
  /** Size of the file; absent if the server does not state it. */
  readonly total?: number;
}

/** Options of {@link download}. */
export interface DownloadOptions {
  /** Number of attempts, at least 1. Default 4. */
  readonly attempts?: number;
  /** Pause before the second attempt in milliseconds, at least 0. It doubles before each further attempt. Default 500. */
  readonly backoff?: number;
  /** Time without a byte after which a connection counts as lost, in milliseconds, at least 1. Default 30,000. */
  readonly idleTimeout?: number;
  /**
   * Time for the whole file with all attempts, in milliseconds, at least 1. Default 3,600,000, an hour. It also stops a server
   * that sends too little to finish and too often to be idle.
   */
  readonly totalTimeout?: number;
  /** Largest size of the file in bytes; the download stops there. Default 2^31 - 1. */
  readonly maxBytes?: number;
  /** Called whenever bytes have arrived. Default: not called. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Stops the download; the promise rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
}

/** Timers take 31 bits: any longer time would end at once. */
const TIMEOUT = { from: 1, to: 2 ** 31 - 1 };

/** The description of {@link DownloadOptions}. */
export const DOWNLOAD_OPTIONS = {
  attempts: optional(kind.integer({ from: 1 }), 4),
  backoff: optional(kind.number({ from: 0 }), 500),
  idleTimeout: optional(kind.number(TIMEOUT), 30_000),
  totalTimeout: optional(kind.number(TIMEOUT), 3_600_000),
  maxBytes: optional(kind.integer({ from: 0 }), 2 ** 31 - 1),
  onProgress: optional(kind.callback<(progress: DownloadProgress) => void>()),
  signal: optional(kind.signal),
} satisfies Description<DownloadOptions>;

/** The bytes received so far, kept from one attempt to the next. */
interface Received {
  chunks: Uint8Array[];
  bytes: number;
  /** The server's name for this version of the file. A download cannot be resumed without it. */
  etag?: string;
}

/** An answer that a further attempt will not change. */
export class Refusal extends Error {}

/** The server does not have the file, whatever it sends instead. */
export class Absence extends Refusal {}

/**
 * Downloads a file. After a lost connection or a server error it tries again. It then requests only the missing bytes if the
 * server supports that (an ETag and ranges), and the whole file otherwise.
 *
 * @throws AeLabError with the address and the last problem if all attempts failed or the time is up.
 * @throws ArgumentError for an option that is unknown or out of range.
 */
export async function download(url: string, options: DownloadOptions = {}): Promise<Uint8Array> {
  ADDRESS.read('url', url);
  const settings = readOptions('options', options, DOWNLOAD_OPTIONS);
  const { attempts, backoff, totalTimeout, signal } = settings;
  const partial: Received = { chunks: [], bytes: 0 };
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error(`took longer than ${totalTimeout} ms`)), totalTimeout);
  const stop = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        if (attempt > 1) await pause(backoff * 2 ** (attempt - 2), stop);
        await receive(url, partial, { ...settings, signal: stop });
        return concatenate(partial.chunks);
      } catch (error) {
        signal?.throwIfAborted();
        const problem = limit.signal.aborted ? limit.signal.reason : error;
        if (limit.signal.aborted || attempt >= attempts || error instanceof Refusal) {
          throw new AeLabError(`${url}: ${problemOf(problem)}.`, { cause: problem });
        }
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Makes one attempt, which adds to `partial`. */
async function receive(url: string, partial: Received, settings: Read<typeof DOWNLOAD_OPTIONS>): Promise<void> {
  const { idleTimeout, maxBytes, onProgress, signal } = settings;
  const idle = new AbortController();
  const giveUp = () => idle.abort(new Error(`no data arrived for ${idleTimeout} ms`));
  let timer = setTimeout(giveUp, idleTimeout);
  try {
    const headers: Record<string, string> = { 'Accept-Encoding': 'identity' };
    if (partial.etag) Object.assign(headers, { Range: `bytes=${partial.bytes}-`, 'If-Range': partial.etag });
    const response = await fetch(url, {
      headers,
      signal: signal ? AbortSignal.any([signal, idle.signal]) : idle.signal,
    });
    checkAnswer(response);
    if (!continues(response, partial)) Object.assign(partial, { chunks: [], bytes: 0 });
    const encoded = response.headers.has('Content-Encoding');
    partial.etag = (!encoded && strongEtag(response)) || undefined;
    const length = response.headers.get('Content-Length');
    const total = length === null || encoded ? undefined : partial.bytes + Number(length);
    const reader = response.body!.getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, idleTimeout);
      partial.bytes += chunk.value.length;
      if (partial.bytes > maxBytes) throw new Refusal(`oversized: expected at most ${maxBytes} bytes`);
      partial.chunks.push(chunk.value);
      onProgress?.({ url, received: partial.bytes, total });
    }
    if (total !== undefined && partial.bytes < total) throw new Error(`got ${partial.bytes} of ${total} bytes`);
  } finally {
    clearTimeout(timer);
    idle.abort();
  }
}

function checkAnswer({ ok, status, headers }: Response): void {
  // Many servers send their start page in place of a file that they do not have.
  if (headers.get('Content-Type')?.startsWith('text/html')) throw new Absence('the server sent a web page');
  if (ok) return;
  const problem = `the server answered ${status}`;
  if (status === 404) throw new Absence(problem);
  throw status >= 500 || status === 408 || status === 429 ? new Error(problem) : new Refusal(problem);
}

/** Whether the answer continues where `partial` ends. */
function continues(response: Response, partial: Received): boolean {
  return response.status === 206 && !!response.headers.get('Content-Range')?.startsWith(`bytes ${partial.bytes}-`);
}

function strongEtag(response: Response): string | undefined {
  const etag = response.headers.get('ETag');
  return etag === null || etag.startsWith('W/') ? undefined : etag;
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
