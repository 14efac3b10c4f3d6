import { AeLabError, ArgumentError } from '@ae-lab/core';
import { checkInteger, checkNumber, checkOptions, checkSignal } from '@ae-lab/core/internal';
import { checkText } from './check';
import { concatenate } from './inflate';

/** How far a download is, in bytes. */
export interface DownloadProgress {
  /** The address asked, one of several mirrors. */
  readonly url: string;
  /** Bytes so far. */
  readonly received: number;
  /** Absent where the server does not say. */
  readonly total?: number;
}

/** How patient a download is, and who hears of it. */
export interface DownloadOptions {
  /** How often to ask in all. Default 4. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt, doubled before each further one. Default 500. */
  readonly backoff?: number;
  /** Milliseconds without a byte after which a connection counts as lost. Default 30,000. */
  readonly idleTimeout?: number;
  /** More bytes than this are refused as they come. Default 2^31 - 1. */
  readonly maxBytes?: number;
  /** Called for every piece that arrives. Default: nobody is told. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Stops the download; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The names of {@link DownloadOptions}. */
export const DOWNLOAD_OPTIONS = {
  attempts: true,
  backoff: true,
  idleTimeout: true,
  maxBytes: true,
  onProgress: true,
  signal: true,
} as const;

/** What came so far, kept from one attempt to the next. */
interface Received {
  chunks: Uint8Array[];
  bytes: number;
  /** The server's name for this version of the file, without which a download cannot be resumed. */
  etag?: string;
}

/** An answer that asking again will not change. */
class Refusal extends Error {}

/** The server has no such file, whatever it sends in its place. */
export class Absence extends Refusal {}

/**
 * Downloads a file. After a lost connection or a server error it asks again, for the rest alone where the server can do
 * that (an ETag and ranges), for the whole file otherwise.
 *
 * @throws AeLabError naming the address and the last problem, when all attempts failed.
 */
export async function download(url: string, options: DownloadOptions = {}): Promise<Uint8Array> {
  checkText('url', url, 'an address');
  checkOptions('options', options, DOWNLOAD_OPTIONS);
  checkDownloadOptions(options);
  const { attempts = 4, backoff = 500, signal } = options;
  const partial: Received = { chunks: [], bytes: 0 };
  for (let attempt = 1; ; attempt++) {
    try {
      await receive(url, partial, options);
      return concatenate(partial.chunks);
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt >= attempts || error instanceof Refusal) {
        throw new AeLabError(`${url}: ${problemOf(error)}.`, { cause: error });
      }
      await pause(backoff * 2 ** (attempt - 1), signal);
    }
  }
}

/** Throws an ArgumentError for an option out of range. */
export function checkDownloadOptions(options: DownloadOptions): void {
  const { attempts, backoff, idleTimeout, maxBytes, onProgress, signal } = options;
  if (attempts !== undefined) checkInteger('attempts', attempts, { from: 1 });
  if (backoff !== undefined) checkNumber('backoff', backoff, { from: 0 });
  if (idleTimeout !== undefined) checkNumber('idleTimeout', idleTimeout, { from: 1 });
  if (maxBytes !== undefined) checkInteger('maxBytes', maxBytes);
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new ArgumentError('onProgress', 'a function', onProgress);
  }
  checkSignal(signal);
}

/** One attempt, which adds to `partial`. */
async function receive(url: string, partial: Received, options: DownloadOptions): Promise<void> {
  const { idleTimeout = 30_000, maxBytes = 2 ** 31 - 1, onProgress, signal } = options;
  const idle = new AbortController();
  const giveUp = () => idle.abort(new Error(`nothing came for ${idleTimeout} ms`));
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
  // Many servers send their start page for whatever they do not have.
  if (headers.get('Content-Type')?.startsWith('text/html')) throw new Absence('the server sent a web page');
  if (ok) return;
  const problem = `the server answered ${status}`;
  if (status === 404) throw new Absence(problem);
  throw status >= 500 || status === 408 || status === 429 ? new Error(problem) : new Refusal(problem);
}

/** Whether the answer goes on where `partial` ends. */
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
