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

/** Throws a {@link FormatError} that names `source` unless {@link sealJson} made exactly these bytes. */
export async function checkSeal(bytes: Uint8Array, source: string): Promise<void> {
  const offset = sealOffset(bytes);
  if (offset < 0) throw changed(source, 'ends early');
  const seal = new TextDecoder().decode(bytes.subarray(offset));
  const unsealed = Uint8Array.from(bytes);
  unsealed.set(new TextEncoder().encode(ZEROS), offset);
  if (seal !== (await sha256Hex(unsealed)) + SEAL_END) throw changed(source, 'does not match its own checksum');
}

/**
 * Throws a {@link FormatError} that names `source` unless the file has this checksum. A size that differs is named, as a file that
 * ended early is the most common damage.
 */
export async function checkFile(bytes: Uint8Array, expected: Checksum, source: string): Promise<void> {
  const { length } = bytes;
  if (length !== expected.bytes) throw changed(source, `expected ${expected.bytes} bytes, got ${length}`);
  if ((await sha256Hex(bytes)) !== expected.sha256) throw changed(source, 'does not match its checksum in config.json');
}

/** Returns a path with the first 16 digits of a hash in its name: `encoder/model.json` becomes `encoder/model-<hash>.json`. */
export function hashedPath(path: string, { sha256 }: Checksum): string {
  return path.replace(/(\.\w+)?$/, (extension) => `-${sha256.slice(0, 16)}${extension}`);
}

/** Whether a path has a hash in its name, so that its content never changes. */
export function isHashed(path: string): boolean {
  return /-[0-9a-f]{16}\.\w+$/.test(path);
}

function changed(source: string, problem: string): FormatError {
  return new FormatError(
    source,
    `${problem}: the file is damaged. If it was edited on purpose, resealSave(place) writes the checksums anew.`,
  );
}

function sealOffset(bytes: Uint8Array): number {
  return bytes.length - SEAL_END.length - ZEROS.length;
}
