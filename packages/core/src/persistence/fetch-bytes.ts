import { AeLabError, concatenate, FormatError, NotFoundError } from '@ae-lab/base';
import type { ByteBudget } from './byte-budget';

/** Number of bytes at the beginning of a file that tell a web page from anything else. */
const HEAD = 64;

/** Options of {@link fetchBytes}. */
export interface FetchBytesOptions {
  /** Bounds the bytes that are received, after decompression. */
  readonly budget: ByteBudget;
  /** Time without a byte after which the connection counts as lost, in milliseconds. */
  readonly idleTimeout: number;
  /** Called when the response has begun and whenever bytes have arrived; `total` is absent if the server does not state it. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
  /** Stops the request; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Fetches a file over http, once. The size that the server states is checked before anything is read, and the bytes themselves
 * while they arrive, since servers err and compressed bodies grow.
 *
 * @throws NotFoundError if the server does not have it.
 * @throws FormatError if it is larger than the budget or incomplete, or if the server sends a web page instead.
 * @throws AeLabError if the server cannot be reached, refuses, or falls silent.
 */
export async function fetchBytes(url: URL, options: FetchBytesOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { idleTimeout, signal } = options;
  signal?.throwIfAborted();
  const request = new AbortController();
  const fallSilent = () => request.abort(new AeLabError(`${url}: no data arrived for ${idleTimeout} ms.`));
  let timer = setTimeout(fallSilent, idleTimeout);
  const onData = () => {
    clearTimeout(timer);
    timer = setTimeout(fallSilent, idleTimeout);
  };
  const either = signal ? AbortSignal.any([signal, request.signal]) : request.signal;
  try {
    const response = await fetch(url, { signal: either }).catch((cause: unknown) => {
      throw new AeLabError(`${url}: the server could not be reached${causeOf(cause)}.`, { cause });
    });
    onData();
    checkResponse(url, response);
    return await receive(url, response, options, onData);
  } catch (error) {
    either.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    // Closes the connection if the body has not been read to its end.
    request.abort();
  }
}

function checkResponse(url: URL, response: Response): void {
  const { ok, status, statusText, headers } = response;
  if (!ok) {
    const problem = `${url}: the server responded with ${status} ${statusText}`.trimEnd() + redirectionOf(response);
    throw status === 404 || status === 410 ? new NotFoundError(`${problem}.`) : new AeLabError(`${problem}.`);
  }
  if (headers.get('content-type')?.startsWith('text/html')) throw webPage(url, response);
}

async function receive(
  url: URL,
  response: Response,
  { budget, onProgress }: FetchBytesOptions,
  onData: () => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const total = statedSize(response);
  let claimed = total ?? 0;
  budget.claim(String(url), claimed);
  onProgress?.(0, total);
  const chunks: Uint8Array[] = [];
  let received = 0;
  const reader = response.body?.getReader();
  for (let chunk = await read(url, reader); chunk; chunk = await read(url, reader)) {
    onData();
    if (received === 0 && isWebPage(chunk)) throw webPage(url, response);
    received += chunk.length;
    if (received > claimed) {
      budget.claim(String(url), received - claimed);
      claimed = received;
    }
    chunks.push(chunk);
    onProgress?.(received, total === undefined || received > total ? undefined : total);
  }
  return concatenate(chunks);
}

async function read(url: URL, reader?: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunk = await reader?.read().catch((cause: unknown) => {
    throw new FormatError(String(url), `the response ended early${causeOf(cause)}.`);
  });
  return chunk?.value;
}

/** Returns the size of the body in bytes, unless the server leaves it out or states that of a compressed one. */
function statedSize({ headers }: Response): number | undefined {
  const length = headers.get('content-length');
  if (length === null || headers.has('content-encoding')) return undefined;
  return /^\d+$/.test(length) ? Number(length) : undefined;
}

/** Whether a file begins like a web page. Many servers send their start page, as any type, in place of a file that they lack. */
function isWebPage(start: Uint8Array): boolean {
  return /^\s*<(!doctype\s+html|html[\s>])/i.test(new TextDecoder().decode(start.subarray(0, HEAD)));
}

function webPage(url: URL, response: Response): FormatError {
  return new FormatError(String(url), `expected a file, got a web page${redirectionOf(response)}.`);
}

function redirectionOf({ redirected, url }: Response): string {
  return redirected ? ` (redirected to ${url})` : '';
}

/** Returns what a failed `fetch` knows: in Node the cause of its cause, in browsers nothing more than its message. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return ` (${error.cause instanceof Error && error.cause.message ? error.cause.message : error.message})`;
}
