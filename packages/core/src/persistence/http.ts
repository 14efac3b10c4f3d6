import { AeLabError, FormatError, NotFoundError } from '@ae-lab/base';
import { type Files, readAll } from './files';

/** Reads a save from the URL of its folder. */
export function readHttp(base: URL): Promise<Files> {
  const folder = base.pathname.replace(/\/+$/, '');
  const urlOf = (path: string) => Object.assign(new URL(base), { pathname: `${folder}/${path}` });
  return readAll((path) => fetchBytes(urlOf(path)), String(urlOf('')).replace(/\/$/, ''));
}

async function fetchBytes(url: URL): Promise<Uint8Array> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new AeLabError(`${url}: the server could not be reached.`, { cause });
  });
  if (!response.ok)
    throw new NotFoundError(`${url}: the server responded with ${response.status} ${response.statusText}.`);
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    throw new FormatError(String(url), 'expected a file of a saved model, got a web page.');
  }
  const body = await response.arrayBuffer().catch(() => {
    throw new FormatError(String(url), 'the response ended early.');
  });
  return new Uint8Array(body);
}
