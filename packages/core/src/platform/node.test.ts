import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ArgumentError, FormatError, NotFoundError } from '@ae-lab/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Files } from '../persistence/files';
import { readPlace, writePlace } from './node';

let parent: string;
let place: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ae-lab-'));
  place = join(parent, 'model');
});
afterEach(() => rm(parent, { recursive: true }));

/** A save with three files that all hold `content`. */
function save(content: string, folder = 'encoder'): Files {
  const paths = [`${folder}/model.json`, `${folder}/weights.bin`, 'tensors.safetensors'];
  const config = { format: 'ae-lab', formatVersion: 1, class: content, options: {}, networks: [folder], files: paths };
  const encode = (text: string) => new TextEncoder().encode(text);
  return new Map([
    ...paths.map((path) => [path, encode(content)] as const),
    ['config.json', encode(JSON.stringify(config))] as const,
  ]);
}

/** The content of the save that was read, which must be the same in all its files. */
async function read(): Promise<string> {
  const texts = [...(await readPlace(place))].map(([path, bytes]) => {
    const text = new TextDecoder().decode(bytes);
    return path === 'config.json' ? JSON.parse(text).class : text;
  });
  expect(texts).toHaveLength(4);
  expect(new Set(texts).size).toBe(1);
  return texts[0];
}

describe('a saved folder', () => {
  it('reads back as it was written, under a path or a file URL', async () => {
    const url = String(pathToFileURL(join(parent, 'deep', 'er', 'model')));
    await writePlace(url, save('a'));
    expect(new Map(await readPlace(url))).toEqual(new Map(save('a')));
    expect(await readFile(join(parent, 'deep/er/model/encoder/weights.bin'), 'utf8')).toBe('a');
  });

  it('is replaced as a whole', async () => {
    await writePlace(place, save('a', 'encoder'));
    await writePlace(place, save('b', 'generator'));
    expect(await read()).toBe('b');
    expect((await readdir(place)).sort()).toEqual(['config.json', 'generator', 'tensors.safetensors']);
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('never takes the place of anything else', async () => {
    await mkdir(join(place, 'photos'), { recursive: true });
    await expect(writePlace(place, save('a'))).rejects.toThrow(/place: expected a new folder .*photos would be lost/);
    await rm(place, { recursive: true });
    await writeFile(place, 'a file');
    await expect(writePlace(place, save('a'))).rejects.toThrow(/ENOTDIR.*Nothing was saved/);
    await expect(writePlace(join(place, 'below'), save('a'))).rejects.toThrow(/ENOTDIR.*Nothing was saved/);
    expect(await readFile(place, 'utf8')).toBe('a file');
    await rm(place);
    await writePlace(place, save('a'));
    await writeFile(join(place, 'encoder', 'notes.txt'), 'mine');
    await expect(writePlace(place, save('b'))).rejects.toThrow(/encoder.notes\.txt would be lost/);
    expect(await read()).toBe('a');
    await expect(writePlace(`indexeddb://${place}`, save('a'))).rejects.toThrow(ArgumentError);
  });

  it('is not found, or damaged, with the path in the message', async () => {
    await expect(readPlace(place)).rejects.toThrow(NotFoundError);
    await expect(readPlace(place)).rejects.toThrow(place);
    await mkdir(place);
    await expect(readPlace(place)).rejects.toThrow(/no saved model, for it has no config\.json/);
    await writePlace(place, save('a'));
    await rm(join(place, 'encoder', 'weights.bin'));
    await expect(readPlace(place)).rejects.toThrow(FormatError);
    await expect(readPlace(place)).rejects.toThrow(join(place, 'encoder', 'weights.bin'));
  });

  it('never mixes saves when several save and read at once', async () => {
    await writePlace(place, save('0'));
    const saves = Promise.all(
      [1, 2, 3].map(async (writer) => {
        for (let i = 0; i < 10; i++) await writePlace(place, save(`${writer}.${i}`));
      }),
    );
    for (let i = 0; i < 10; i++) await read();
    await saves;
    expect(await read()).toMatch(/^\d\.9$/);
    expect(await readdir(parent)).toEqual(['model']);
  });
});

describe('a killed save', () => {
  it('between its two renames leaves the old one to be read, and kept by the next save', async () => {
    await writePlace(place, save('a'));
    await rename(place, `${place}.ae-lab-previous`);
    expect(await read()).toBe('a');
    await writePlace(place, save('b'));
    expect(await read()).toBe('b');
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('before its last step leaves the new one and a part of the old, which the next save removes', async () => {
    await mkdir(`${place}.ae-lab-previous`);
    await writePlace(place, save('a'));
    await mkdir(join(`${place}.ae-lab-previous`, 'encoder'), { recursive: true });
    expect(await read()).toBe('a');
    await writePlace(place, save('b'));
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('leaves an unfinished folder, which the next save removes unless its process lives', async () => {
    const { pid: deadPid } = spawnSync('true');
    const leftovers = [`${deadPid}-x`, `${process.ppid}-x`, `${process.pid}-old`, `${process.pid}-new`];
    for (const name of leftovers) await mkdir(`${place}.ae-lab-saving-${name}`);
    await utimes(`${place}.ae-lab-saving-${process.pid}-old`, 0, 0);
    await writePlace(place, save('a'));
    const kept = [`${process.ppid}-x`, `${process.pid}-new`].map((name) => `model.ae-lab-saving-${name}`);
    expect((await readdir(parent)).sort()).toEqual(['model', ...kept].sort());
  });

  it('leaves the old save or the new one, whenever it is killed', async () => {
    let latest = 0;
    for (let run = 0; run < 12; run++) {
      const child = runInChild(`
        for (let i = ${latest + 1}; ; i++) {
          await writePlace(place, save(String(i)));
          process.stdout.write(i + ' ');
        }`);
      let acknowledged = '';
      await new Promise<void>((resolve, reject) => {
        child.stdout.on('data', (chunk) => {
          if (acknowledged === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 60);
          acknowledged += chunk;
        });
        child.on('close', (code) => (code === null ? resolve() : reject(new Error(`The child ended with ${code}.`))));
      });
      const last = Number(acknowledged.trim().split(' ').at(-1));
      latest = Number(await read());
      expect([last, last + 1]).toContain(latest);
    }
    await writePlace(place, save('end'));
    expect(await readdir(parent)).toEqual(['model']);
  });
});

/** Whether this user may mount file systems that nobody else sees. */
const mounts = spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'x', tmpdir()]);

describe.runIf(mounts.status === 0)('a disk', () => {
  const inMount = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c'];

  it('that is full leaves the earlier save intact', async () => {
    const { stdout } = await finish(
      runInChild(
        `
        await writePlace(place, save('a'));
        const large = new Map([...save('b'), ['encoder/weights.bin', new Uint8Array(500_000)]]);
        const error = await writePlace(place, large).catch((error) => error);
        console.log(error.name, error.message, (await readPlace(place)).get('tensors.safetensors').length);
        console.log(readdirSync(${JSON.stringify(parent)}));`,
        [...inMount, `mount -t tmpfs -o size=200k x ${parent} && exec "$@"`, 'sh'],
      ),
    );
    expect(stdout).toMatch(
      /^AeLabError Could not save to .*model \(ENOSPC.*\)\. The earlier save there is intact\. 1\n/,
    );
    expect(stdout).toContain("[ 'model' ]");
  });

  it('that is read-only leaves the earlier save intact', async () => {
    await writePlace(place, save('a'));
    const { stdout } = await finish(
      runInChild(
        `
        const error = await writePlace(place, save('b')).catch((error) => error);
        console.log(error.name, error.message);`,
        [...inMount, `mount --bind ${parent} ${parent} && mount -o remount,bind,ro ${parent} && exec "$@"`, 'sh'],
      ),
    );
    expect(stdout).toMatch(/^AeLabError Could not save to .*model \(EROFS.*\)\. The earlier save there is intact\./);
    expect(await read()).toBe('a');
  });
});

/** Runs code in another process, with the functions of this file at hand. */
function runInChild(code: string, wrapper: string[] = []) {
  const script = `
    import { readdirSync } from 'node:fs';
    import { readPlace, writePlace } from ${JSON.stringify(new URL('./node.ts', import.meta.url))};
    const place = ${JSON.stringify(place)};
    ${save};
    ${code}`;
  const command = [...wrapper, process.execPath, '--import', 'tsx', '--input-type=module', '--eval', script];
  return spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function finish(child: ReturnType<typeof runInChild>): Promise<{ stdout: string }> {
  let stdout = '';
  for await (const chunk of child.stdout) stdout += chunk;
  return { stdout };
}
