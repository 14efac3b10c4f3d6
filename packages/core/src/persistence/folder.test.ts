import { spawn, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgumentError, FormatError, NotFoundError } from '@ae-lab/base';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { saveFiles as save } from '../../test/save-files';
import { checksumOf, hashedPath } from './checksums';
import { holdFolder, readFolder, resealFolder, writeFolder } from './folder';
import { filesBelow } from './remove-others';

let parent: string;
let place: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ae-lab-'));
  place = join(parent, 'model');
});
afterEach(() => rm(parent, { recursive: true }));

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

/** The files in the folder and below, apart from that of the lease. */
const content = async () => (await filesBelow(place)).filter((path) => !path.startsWith('.ae-lab-lease-')).sort();
const pathsOf = async (name: string, folder?: string) => [...(await save(name, folder)).keys()].sort();

describe('a saved folder', () => {
  it('reads back as it was written', async () => {
    const folder = join(parent, 'deep', 'er', 'model');
    await writeFolder(folder, await save('a'));
    expect(new Map(await readFolder(folder))).toEqual(new Map(await save('a')));
    expect(await readFile(join(folder, 'encoder/model.json'), 'utf8')).toBe('a');
  });

  it('is replaced as a whole, and keeps its mode', async () => {
    await writeFolder(place, await save('a', 'encoder'));
    await chmod(place, 0o2770);
    const { ino } = await stat(place);
    await writeFolder(place, await save('b', 'generator'));
    expect(await read()).toBe('b');
    expect(await content()).toEqual(await pathsOf('b', 'generator'));
    expect((await readdir(place)).filter((name) => !name.startsWith('.ae-lab-lease-')).length).toBe(3);
    expect(await readdir(parent)).toEqual(['model']);
    expect(await stat(place)).toMatchObject({ ino, mode: 0o42770 });
  });

  it('is never written over anything else', async () => {
    await mkdir(join(place, 'photos'), { recursive: true });
    const overwriting = writeFolder(place, await save('a'));
    await expect(overwriting).rejects.toThrow(ArgumentError);
    await expect(overwriting).rejects.toThrow(/place: expected a new folder .*photos would be lost/);
    await rm(place, { recursive: true });
    await writeFile(place, 'a file');
    for (const path of [place, join(place, 'below')]) {
      for (const writing of [writeFolder(path, await save('a')), holdFolder(path)]) {
        await expect(writing).rejects.toThrow(ArgumentError);
        await expect(writing).rejects.toThrow(
          `place: expected a folder, not a file or a path below one, got "${path}".`,
        );
      }
    }
    expect(await readFile(place, 'utf8')).toBe('a file');
    await rm(place);
    await writeFolder(place, await save('a'));
    await mkdir(join(place, 'generator'));
    await writeFile(join(place, 'generator/model.json'), 'mine');
    await expect(writeFolder(place, await save('b', 'generator'))).rejects.toThrow(
      /generator.model\.json would be lost/,
    );
    expect(await read()).toBe('a');
  });

  it('keeps the files that somebody has put beside a save when it is replaced', async () => {
    await writeFolder(place, await save('a', 'encoder'));
    const own = ['README.md', 'LICENSE', '.gitignore', '.gitattributes', '.git/HEAD', 'encoder/notes.txt'];
    await mkdir(join(place, '.git'));
    for (const path of own) await writeFile(join(place, path), path);
    for (const path of own) await utimes(join(place, path), 0, 0);
    await writeFolder(place, await save('b', 'generator'));
    await writeFolder(place, await save('c', 'generator'));
    expect(await read()).toBe('c');
    expect(await content()).toEqual([...(await pathsOf('c', 'generator')), ...own].sort());
    for (const path of own) expect(await readFile(join(place, path), 'utf8')).toBe(path);
  });

  it('is reported as missing or damaged, with its path', async () => {
    await expect(readFolder(place)).rejects.toThrow(NotFoundError);
    await expect(readFolder(place)).rejects.toThrow(place);
    await mkdir(place);
    await expect(readFolder(place)).rejects.toThrow(/no saved model, since config\.json is missing/);
    await writeFolder(place, await save('a'));
    const weights = join(place, (await pathsOf('a')).find((path) => path.endsWith('.bin')) as string);
    await rm(weights);
    await expect(readFolder(place)).rejects.toThrow(FormatError);
    await expect(readFolder(place)).rejects.toThrow(`${weights}: missing`);
  });

  it('never mixes saves when several save and read at once', async () => {
    await writeFolder(place, await save('0'));
    const saves = Promise.all(
      [1, 2, 3].map(async (writer) => {
        for (let i = 0; i < 10; i++) await writeFolder(place, await save(`${writer}.${i}`));
      }),
    );
    for (let i = 0; i < 10; i++) await read();
    await saves;
    expect(await read()).toMatch(/^\d\.9$/);
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('is found damaged by every flipped bit of every file', async () => {
    await writeFolder(place, await save('a'));
    for (const path of await pathsOf('a')) {
      const bytes = await readFile(join(place, path));
      for (let i = 0; i < bytes.length; i += path === 'config.json' ? 7 : 1) {
        const bit = i % 8;
        const flipped = Uint8Array.from(bytes);
        flipped[i] ^= 1 << bit;
        await writeFile(join(place, path), flipped);
        const error = await readFolder(place).catch((error) => error);
        expect(error, `bit ${bit} of byte ${i} of ${path}`).toBeInstanceOf(FormatError);
        expect(error.message).toContain(join(place, path));
      }
      await writeFile(join(place, path), bytes);
    }
    expect(await read()).toBe('a');
  });

  it('that lists 20,000 files is refused within 100 ms of processor time', async () => {
    await writeFolder(place, await save('a'));
    const many = join(parent, 'many');
    await mkdir(many);
    const config = JSON.parse(await readFile(join(place, 'config.json'), 'utf8'));
    const [listed] = Object.values(config.files);
    const files = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`encoder/weights-${i}.bin`, listed]));
    await writeFile(join(many, 'config.json'), JSON.stringify({ ...config, files }, null, 2));
    const { stdout } = await finish(
      runInChild(`
        await readFolder(place);
        const since = process.cpuUsage();
        const error = await readFolder(${JSON.stringify(many)}).catch((error) => error);
        const { user, system } = process.cpuUsage(since);
        console.log(JSON.stringify({ message: error.message, milliseconds: (user + system) / 1000 }));`),
    );
    const { message, milliseconds } = JSON.parse(stdout);
    expect(message).toBe(`${join(many, 'config.json')}: lists 20000 files, more than the 1000 that a save may have.`);
    expect(milliseconds).toBeLessThan(100);
  });

  it('advises a reseal only where a file may have been edited on purpose', async () => {
    const problemOf = async (path: string, content: string | undefined) => {
      await rm(place, { recursive: true, force: true });
      await writeFolder(place, await save('{"a":1}', 'encoder'));
      const file = (await pathsOf('{"a":1}')).find((each) => each.startsWith(path)) as string;
      if (content === undefined) await rm(join(place, file));
      else await writeFile(join(place, file), content);
      return readFolder(place).then(
        () => 'none',
        (error: Error) => error.message.replace(/^\S+: /, ''),
      );
    };
    const edited = ' If it was edited on purpose, resealSave(folder) writes the checksums of its save anew.';
    const longer = 'longer than the 7 bytes that config.json lists for it: another file, or damaged.';
    expect(await problemOf('encoder/model', '{"a":2}')).toBe(
      `does not match its checksum in config.json: the file is damaged.${edited}`,
    );
    expect(await problemOf('encoder/model', '{"a":12}')).toBe(longer + edited);
    expect(await problemOf('encoder/model', '{"a"}')).toBe('expected 7 bytes, got 5: the file is damaged.');
    expect(await problemOf('encoder/model', '{}')).toBe(`expected 7 bytes, got 2: the file is damaged.${edited}`);
    expect(await problemOf('tensors', '{"a":1')).toBe('expected 7 bytes, got 6: the file is damaged.');
    expect(await problemOf('tensors', '{"a":12}')).toBe(longer);
    expect(await problemOf('tensors', undefined)).toBe('missing, though config.json lists it.');
  });

  it('is read again after a file was edited on purpose, once its checksums are written anew', async () => {
    await writeFolder(place, await save('a'));
    await writeFile(join(place, 'encoder/model.json'), '{"edited": true}');
    await expect(readFolder(place)).rejects.toThrow(
      /encoder.model\.json: longer than the 1 bytes that config\.json lists for it.*resealSave/,
    );
    await resealFolder(place);
    expect(new TextDecoder().decode((await readFolder(place)).get('encoder/model.json'))).toBe('{"edited": true}');
    const config = await readFile(join(place, 'config.json'), 'utf8');
    await writeFile(join(place, 'config.json'), config.replace('"class": "a"', '"class": "b"'));
    await expect(readFolder(place)).rejects.toThrow(/config\.json: does not match its own checksum/);
    await resealFolder(place);
    expect(JSON.parse(new TextDecoder().decode((await readFolder(place)).get('config.json'))).class).toBe('b');
  });
});

describe('a save of version 0.1', () => {
  const fixture = fileURLToPath(new URL('../../test-data/save-0.1', import.meta.url));

  it('loads with one warning, gets checksums by a reseal, and is replaced as a whole', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const files = await readFolder(fixture);
    expect([...files.keys()].sort()).toEqual(await filesBelow(fixture).then((paths) => paths.sort()));
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining(`${fixture}: a save of version 0.1 has no checksums`));
    await cp(fixture, place, { recursive: true });
    await resealFolder(place);
    expect((await readFolder(place)).get('encoder/weights.bin')).toEqual(files.get('encoder/weights.bin'));
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
    await rm(place, { recursive: true });
    await cp(fixture, place, { recursive: true });
    await writeFolder(place, await save('b'));
    expect(await read()).toBe('b');
    expect(await content()).toEqual(await pathsOf('b'));
  });

  it('that was killed between its two renames is read and replaced', async () => {
    await cp(fixture, `${place}.ae-lab-previous`, { recursive: true });
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    expect((await readFolder(place)).size).toBe(4);
    warn.mockRestore();
    await writeFolder(place, await save('b'));
    expect(await read()).toBe('b');
    expect(await readdir(parent)).toEqual(['model']);
  });
});

describe('a killed save', () => {
  it('before its commit leaves the earlier save, also where its model.json is already the new one', async () => {
    await writeFolder(place, await save('a'));
    const [earlier, later] = [await checksumOf(new TextEncoder().encode('a')), await save('b')];
    const model = join(place, 'encoder/model.json');
    await rename(model, join(place, hashedPath('encoder/model.json', earlier)));
    for (const [path, bytes] of later) if (path !== 'config.json') await writeFile(join(place, path), bytes);
    expect(await read()).toBe('a');
    await writeFolder(place, await save('c'));
    expect(await read()).toBe('c');
    expect(await content()).toHaveLength(6);
  });

  it('leaves files that a save an hour later removes', async () => {
    await writeFolder(place, await save('a'));
    await mkdir(join(place, 'old'));
    const left = ['old/model.json', 'old/weights-0123456789abcdef.bin', '.ae-lab-unfinished-x'].map((path) =>
      join(place, path),
    );
    for (const path of left) await writeFile(path, 'left');
    await writeFolder(place, await save('b'));
    expect(await content()).toHaveLength(7);
    for (const path of left) await utimes(path, 0, 0);
    await writeFolder(place, await save('a'));
    expect(await content()).toEqual(await pathsOf('a'));
    expect(await readdir(place)).not.toContain('old');
  });

  it('of which there was none before does not stop the next', async () => {
    await mkdir(join(place, 'encoder'), { recursive: true });
    await writeFile(join(place, '.ae-lab-lease-1'), '1\n   released\n');
    for (const [path, bytes] of await save('a')) if (path !== 'config.json') await writeFile(join(place, path), bytes);
    await expect(readFolder(place)).rejects.toThrow(NotFoundError);
    await writeFolder(place, await save('b', 'decoder'));
    expect(await read()).toBe('b');
  });

  it('leaves the earlier save or the new one, whenever it is killed', async () => {
    let latest = 0;
    for (let run = 0; run < 12; run++) {
      const child = runInChild(`
        for (let i = ${latest + 1}; ; i++) {
          await writeFolder(place, await save(String(i)));
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
    await writeFolder(place, await save('end'));
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
        await writeFolder(place, await save('a'));
        const large = await save('b'.repeat(500_000));
        const error = await writeFolder(place, large).catch((error) => error);
        console.log(error.name, error.message, (await readFolder(place)).get('encoder/model.json').length);
        console.log(readdirSync(${JSON.stringify(parent)}));`,
        [...inMount, `mount -t tmpfs -o size=200k x ${parent} && exec "$@"`, 'sh'],
      ),
    );
    expect(stdout).toMatch(
      /^AeLabError Could not save to .*model \(.*model-.*ENOSPC.*\)\. The earlier save there is intact\. 1\n/,
    );
    expect(stdout).toContain("[ 'model' ]");
  });

  it('that is read-only leaves the earlier save intact', async () => {
    await writeFolder(place, await save('a'));
    const { stdout } = await finish(
      runInChild(
        `
        const error = await writeFolder(place, await save('b')).catch((error) => error);
        console.log(error.name, error.message);`,
        [...inMount, `mount --bind ${parent} ${parent} && mount -o remount,bind,ro ${parent} && exec "$@"`, 'sh'],
      ),
    );
    expect(stdout).toMatch(/^AeLabError Could not save to .*model \(EROFS.*\)\. The earlier save there is intact\./);
    expect(await read()).toBe('a');
  });
});

describe.runIf(mounts.status === 0)('a mounted disk', () => {
  it('is a place like any other', async () => {
    await mkdir(place);
    const inMount = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c'];
    const { stdout } = await finish(
      runInChild(
        `
        await writeFolder(place, await save('a'));
        await writeFolder(place, await save('b'));
        console.log(new TextDecoder().decode((await readFolder(place)).get('encoder/model.json')));`,
        [...inMount, `mount -t tmpfs x ${place} && mkdir ${place}/lost+found && exec "$@"`, 'sh'],
      ),
    );
    expect(stdout).toBe('b\n');
  });
});

/** Whether this user may start processes in another PID namespace. */
const namespaces = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0;
if (!namespaces) console.log('The test with two PID namespaces is left out: it needs root and unshare.');

describe.runIf(namespaces)('a place that two PID namespaces share', () => {
  it('is never read torn', async () => {
    const wrapper = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
    const write = (name: string) => `for (let i = 0; ; i++) await writeFolder(place, await save('${name}' + i));`;
    await writeFolder(place, await save('0'));
    const writers = [runInChild(write('x'), wrapper), runInChild(write('y'), wrapper)];
    const seen = new Set<string>();
    const reads = Number(process.env.AE_LAB_READS ?? 100);
    const bothWrote = () =>
      seen.size > 4 && 'xy'.split('').every((name) => [...seen].some((save) => save.startsWith(name)));
    for (let i = 0; i < reads || !bothWrote(); i++) seen.add(await read());
    for (const writer of writers) {
      writer.kill('SIGKILL');
      await new Promise((resolve) => writer.once('close', resolve));
    }
  });
});

/** Runs code in another process that can use the functions of this file. */
function runInChild(code: string, wrapper: string[] = []) {
  const script = `
    import { readdirSync } from 'node:fs';
    import { readFolder, writeFolder } from ${JSON.stringify(new URL('./folder.ts', import.meta.url))};
    import { saveFiles as save } from ${JSON.stringify(new URL('../../test/save-files.ts', import.meta.url))};
    const place = ${JSON.stringify(place)};
    ${code}`;
  const flags = ['--conditions=@ae-lab/source', '--import', 'tsx', '--input-type=module', '--eval', script];
  const command = [...wrapper, process.execPath, ...flags];
  return spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function finish(child: ReturnType<typeof runInChild>): Promise<{ stdout: string }> {
  let stdout = '';
  for await (const chunk of child.stdout) stdout += chunk;
  return { stdout };
}
