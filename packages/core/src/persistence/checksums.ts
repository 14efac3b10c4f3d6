import { FormatError, sha256Hex } from '@ae-lab/base';

/** Size and hash of a file, as the `config.json` of its save lists them. */
export interface Checksum {
  readonly bytes: number;
  /** The SHA-256 hash as 64 hexadecimal digits. */
  readonly sha256: string;
}

/** The end of a sealed `config.json`: its own hash, made with zeros in its place. */
const SEAL_END = '"\n}\n';
const ZEROS = '0'.repeat(64);

/** Returns the checksum of a file. */
export async function checksumOf(bytes: Uint8Array): Promise<Checksum> {
  return { bytes: bytes.length, sha256: await sha256Hex(bytes) };
}

/** Returns the JSON of an object with a last property `sha256`, the hash of the text itself. */
export async function sealJson(object: object): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(`${JSON.stringify({ ...object, sha256: ZEROS }, null, 2)}\n`);
  bytes.set(new TextEncoder().encode(await sha256Hex(bytes)), sealOffset(bytes));
  return bytes;
}

/** Advice for a file that may have been edited on purpose. */
export const RESEAL = 'If it was edited on purpose, resealSave(folder) writes the checksums of its save anew.';

/**
 * Throws a {@link FormatError} that names `source` unless {@link sealJson} made exactly these bytes.
 *
 * @param advice what to do, as a sentence.
 */
export async function checkSeal(bytes: Uint8Array, source: string, advice: string): Promise<void> {
  const offset = Math.max(sealOffset(bytes), 0);
  const seal = new TextDecoder().decode(bytes.subarray(offset));
  const unsealed = Uint8Array.from(bytes);
  unsealed.set(new TextEncoder().encode(ZEROS), offset);
  if (seal !== (await sha256Hex(unsealed)) + SEAL_END) throw damaged(source, 'does not match its own checksum', advice);
}

/**
 * Throws a {@link FormatError} that names `source` unless the file has this checksum. A size that differs is named, as a file that
 * ended early is the most common damage.
 *
 * @param advice what to do about a file of the right size, as a sentence.
 */
export async function checkFile(bytes: Uint8Array, expected: Checksum, source: string, advice: string): Promise<void> {
  const { length } = bytes;
  if (length > expected.bytes) throw new FormatError(source, tooLong(source, expected));
  if (length < expected.bytes) {
    throw damaged(source, `expected ${expected.bytes} bytes, got ${length}`, isWholeJson(bytes) ? RESEAL : '');
  }
  if ((await sha256Hex(bytes)) !== expected.sha256) {
    throw damaged(source, 'does not match its checksum in config.json', advice);
  }
}

/** Returns the problem of a file that is longer than its listed size. Only text is likely to have been edited. */
export function tooLong(path: string, { bytes }: Checksum): string {
  const advice = path.endsWith('.json') ? ` ${RESEAL}` : '';
  return `longer than the ${bytes} bytes that config.json lists for it: another file, or damaged.${advice}`;
}

/** Returns a path with the first 16 digits of a hash in its name: `encoder/model.json` becomes `encoder/model-<hash>.json`. */
export function hashedPath(path: string, { sha256 }: Checksum): string {
  return path.replace(/(\.\w+)?$/, (extension) => `-${sha256.slice(0, 16)}${extension}`);
}

/** Whether a path has a hash in its name, so that its content never changes. */
export function isHashed(path: string): boolean {
  return /-[0-9a-f]{16}\.\w+$/.test(path);
}

function damaged(source: string, problem: string, advice: string): FormatError {
  return new FormatError(source, `${problem}: the file is damaged. ${advice}`.trimEnd());
}

/** Whether bytes are JSON that has not been cut off. */
function isWholeJson(bytes: Uint8Array): boolean {
  try {
    return typeof JSON.parse(new TextDecoder().decode(bytes)) === 'object';
  } catch {
    return false;
  }
}

function sealOffset(bytes: Uint8Array): number {
  return bytes.length - SEAL_END.length - ZEROS.length;
}
