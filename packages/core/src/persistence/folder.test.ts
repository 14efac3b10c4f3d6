import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArgumentError, FormatError, NotFoundError } from '@ae-lab/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Files } from './files';
import { readFolder, writeFolder } from './folder';

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
  const texts = [...(await readFolder(place))].map(([path, bytes]) => {
    const text = new TextDecoder().decode(bytes);
    return path === 'config.json' ? JSON.parse(text).class : text;
  });
  expect(texts).toHaveLength(4);
  expect(new Set(texts).size).toBe(1);
  return texts[0];
}

describe('a saved folder', () => {
  it('reads back as it was written', async () => {
    const folder = join(parent, 'deep', 'er', 'model');
    await writeFolder(folder, save('a'));
    expect(new Map(await readFolder(folder))).toEqual(new Map(save('a')));
    expect(await readFile(join(folder, 'encoder/weights.bin'), 'utf8')).toBe('a');
  });

  it('is replaced as a whole', async () => {
    await writeFolder(place, save('a', 'encoder'));
    await writeFolder(place, save('b', 'generator'));
    expect(await read()).toBe('b');
    expect((await readdir(place)).sort()).toEqual(['config.json', 'generator', 'tensors.safetensors']);
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('is refused when a folder lies in place of one of its files', async () => {
    await writeFolder(place, save('a'));
    await rm(join(place, 'tensors.safetensors'));
    await mkdir(join(place, 'tensors.safetensors'));
    await expect(readFolder(place)).rejects.toThrow(FormatError);
    await expect(readFolder(place)).rejects.toThrow('tensors.safetensors: expected a file, got a folder');
  });

  it('is never written over anything else', async () => {
    await mkdir(join(place, 'photos'), { recursive: true });
    const overwriting = writeFolder(place, save('a'));
    await expect(overwriting).rejects.toThrow(ArgumentError);
    await expect(overwriting).rejects.toThrow(/place: expected a new folder .*photos would be lost/);
    await rm(place, { recursive: true });
    await writeFile(place, 'a file');
    await expect(writeFolder(place, save('a'))).rejects.toThrow(/ENOTDIR.*Nothing was saved/);
    await expect(writeFolder(join(place, 'below'), save('a'))).rejects.toThrow(/ENOTDIR.*Nothing was saved/);
    expect(await readFile(place, 'utf8')).toBe('a file');
    await rm(place);
    await writeFolder(place, save('a'));
    await writeFile(join(place, 'encoder', 'notes.txt'), 'mine');
    await expect(writeFolder(place, save('b'))).rejects.toThrow(/encoder.notes\.txt would be lost/);
    expect(await read()).toBe('a');
  });

  it('is reported as missing or damaged, with its path', async () => {
    await expect(readFolder(place)).rejects.toThrow(NotFoundError);
    await expect(readFolder(place)).rejects.toThrow(place);
    await mkdir(place);
    await expect(readFolder(place)).rejects.toThrow(/no saved model, since config\.json is missing/);
    await writeFolder(place, save('a'));
    await rm(join(place, 'encoder', 'weights.bin'));
    await expect(readFolder(place)).rejects.toThrow(FormatError);
    await expect(readFolder(place)).rejects.toThrow(join(place, 'encoder', 'weights.bin'));
  });

  it('never mixes saves when several save and read at once', async () => {
    await writeFolder(place, save('0'));
    const saves = Promise.all(
      [1, 2, 3].map(async (writer) => {
        for (let i = 0; i < 10; i++) await writeFolder(place, save(`${writer}.${i}`));
      }),
    );
    for (let i = 0; i < 10; i++) await read();
    await saves;
    expect(await read()).toMatch(/^\d\.9$/);
    expect(await readdir(parent)).toEqual(['model']);
  });
});

describe('a killed save', () => {
  it('between its two renames leaves the earlier save readable, and the next save keeps it until then', async () => {
    await writeFolder(place, save('a'));
    await rename(place, `${place}.ae-lab-previous`);
    expect(await read()).toBe('a');
    await writeFolder(place, save('b'));
    expect(await read()).toBe('b');
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('before its last step leaves the new save, and a part of the earlier one that the next save removes', async () => {
    await mkdir(`${place}.ae-lab-previous`);
    await writeFolder(place, save('a'));
    await mkdir(join(`${place}.ae-lab-previous`, 'encoder'), { recursive: true });
    expect(await read()).toBe('a');
    await writeFolder(place, save('b'));
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('leaves an unfinished folder, which the next save removes unless its process is alive', async () => {
    const { pid: deadPid } = spawnSync('true');
    const leftovers = [`${deadPid}-x`, `${process.ppid}-x`, `${process.pid}-old`, `${process.pid}-new`];
    for (const name of leftovers) await mkdir(`${place}.ae-lab-saving-${name}`);
    await utimes(`${place}.ae-lab-saving-${process.pid}-old`, 0, 0);
    await writeFolder(place, save('a'));
    const kept = [`${process.ppid}-x`, `${process.pid}-new`].map((name) => `model.ae-lab-saving-${name}`);
    expect((await readdir(parent)).sort()).toEqual(['model', ...kept].sort());
  });

  it('leaves the earlier save or the new one, whenever it is killed', async () => {
    let latest = 0;
    for (let run = 0; run < 12; run++) {
      const child = runInChild(`
        for (let i = ${latest + 1}; ; i++) {
          await writeFolder(place, save(String(i)));
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
    await writeFolder(place, save('end'));
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
        await writeFolder(place, save('a'));
        const large = new Map([...save('b'), ['encoder/weights.bin', new Uint8Array(500_000)]]);
        const error = await writeFolder(place, large).catch((error) => error);
        console.log(error.name, error.message, (await readFolder(place)).get('tensors.safetensors').length);
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
    await writeFolder(place, save('a'));
    const { stdout } = await finish(
      runInChild(
        `
        const error = await writeFolder(place, save('b')).catch((error) => error);
        console.log(error.name, error.message);`,
        [...inMount, `mount --bind ${parent} ${parent} && mount -o remount,bind,ro ${parent} && exec "$@"`, 'sh'],
      ),
    );
    expect(stdout).toMatch(/^AeLabError Could not save to .*model \(EROFS.*\)\. The earlier save there is intact\./);
    expect(await read()).toBe('a');
  });
});

/** Runs code in another process that can use the functions of this file. */
function runInChild(code: string, wrapper: string[] = []) {
  const script = `
    import { readdirSync } from 'node:fs';
    import { readFolder, writeFolder } from ${JSON.stringify(new URL('./folder.ts', import.meta.url))};
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
