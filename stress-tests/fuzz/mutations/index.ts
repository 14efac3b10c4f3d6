import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Rng } from '@ae-lab/base';
import { unzipSync, zipSync } from 'fflate';
import type { FileMutation, Files, Mutation } from '../files';
import { mutateIdx, mutateMat, mutateSafetensors } from './binary';
import { mutateBytes, pick } from './bytes';
import { mutateJson } from './json';
import { mutatePng } from './png';

const CONFIG = 'config.json';

/** Returns an input with a change in one of its files, or to its list of files; sometimes the checksums of a save are made right after it. */
export function mutate(files: Files, rng: Rng): Mutation {
  const name = pick(rng, [...files.keys()]);
  if (files.size > 1 && rng.uniform() < 0.1) return rearrange(files, name, rng);
  const { bytes, what, isSealed } = mutateFile(name, files.get(name)!, rng);
  const changed = new Map([...files, [name, bytes]]);
  const resealed = rng.uniform() < 0.7 && name !== CONFIG ? reseal(changed) : undefined;
  const isHashed = hashesOf(files) !== undefined;
  return {
    files: resealed ?? changed,
    what: `${name}: ${what}${resealed ? ', checksums made right' : ''}`,
    isSealed: isHashed ? name === CONFIG || resealed !== undefined : isSealed,
  };
}

/** Removes, exchanges, empties or adds files. */
function rearrange(files: Files, name: string, rng: Rng): Mutation {
  const other = pick(rng, [...files.keys()]);
  const change = pick(rng, ['removed', 'in place of', 'empty', 'added as']);
  const changed = new Map(files);
  if (change === 'removed') changed.delete(name);
  if (change === 'in place of') changed.set(other, files.get(name)!);
  if (change === 'empty') changed.set(name, new Uint8Array());
  if (change === 'added as') changed.set(`${name}.copy`, files.get(name)!);
  return { files: changed, what: `${name} ${change} ${other}`, isSealed: false };
}

function mutateFile(name: string, bytes: Uint8Array, rng: Rng): FileMutation {
  const structure = STRUCTURES[/\.(\w+)$/.exec(name)?.[1] ?? ''];
  if (structure === undefined || rng.uniform() < 0.35) return { ...mutateBytes(bytes, rng), isSealed: false };
  return { isSealed: true, ...structure(bytes, rng, name) };
}

type Change = (bytes: Uint8Array, rng: Rng, name: string) => Omit<FileMutation, 'isSealed'> & Partial<FileMutation>;

/** Changes that keep to the format, by the extension of the file. */
const STRUCTURES: Readonly<Record<string, Change>> = {
  png: mutatePng,
  idx: mutateIdx,
  mat: mutateMat,
  safetensors: mutateSafetensors,
  json(bytes, rng) {
    const { value, what } = mutateJson(JSON.parse(new TextDecoder().decode(bytes)), rng);
    return { bytes: new TextEncoder().encode(JSON.stringify(value)), what };
  },
  gz(bytes, rng, name) {
    const inner = mutateFile(`${name.replace(/\.gz$/, '')}.idx`, new Uint8Array(gunzipSync(bytes)), rng);
    return { bytes: new Uint8Array(gzipSync(inner.bytes)), what: `unpacked, ${inner.what}` };
  },
  zip(bytes, rng) {
    const { files, what, isSealed } = mutate(new Map(Object.entries(unzipSync(bytes))), rng);
    return { bytes: zipSync(Object.fromEntries(files), { level: pick(rng, [0, 6]) }), what, isSealed };
  },
};

/** Returns the checksums of a save by file, or undefined if its format has none. */
function hashesOf(files: Files): Record<string, { bytes: number; sha256: string }> | undefined {
  const config = files.get(CONFIG);
  const listed: unknown = config && JSON.parse(new TextDecoder().decode(config)).files;
  if (typeof listed !== 'object' || listed === null || Array.isArray(listed)) return undefined;
  return listed as Record<string, { bytes: number; sha256: string }>;
}

/** Makes the checksums of a save right, if it has any. */
function reseal(files: Files): Files | undefined {
  const hashes = hashesOf(files);
  if (hashes === undefined) return undefined;
  const listed = Object.keys(hashes).flatMap((name) => {
    const bytes = files.get(name);
    if (bytes === undefined) return [];
    return [[name, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }] as const];
  });
  const config = JSON.parse(new TextDecoder().decode(files.get(CONFIG)));
  const text = JSON.stringify({ ...config, files: Object.fromEntries(listed) });
  return new Map([...files, [CONFIG, new TextEncoder().encode(text)]]);
}
