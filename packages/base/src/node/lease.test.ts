import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AeLabError } from '../errors';
import { Lease } from './lease';
import { ownIdentity, stateOf } from './process-identity';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/** Starts a process that takes the lease, says so, and keeps it. */
async function ownerElsewhere(purpose: string, wrapper: string[] = []): Promise<ChildProcess> {
  const child = inChild(
    `const lease = await Lease.acquire(folder, '${purpose}');
     process.stdin.on('data', () => lease.check().then(() => console.log('kept'), (error) => console.log(error.message)));
     console.log('taken');`,
    wrapper,
  );
  await said(child);
  return child;
}

function inChild(code: string, wrapper: string[] = []): ChildProcess {
  const script = `
    import { Lease } from ${JSON.stringify(new URL('./lease.ts', import.meta.url))};
    const folder = ${JSON.stringify(folder)};
    ${code}`;
  const command = [...wrapper, process.execPath, '--import', 'tsx', '--input-type=module', '--eval', script];
  const child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

/** The next line that a child prints. */
function said(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.stdout?.once('data', (chunk) => resolve(String(chunk).trim())));
}

/** Whether this user may start processes in another PID namespace. */
const namespaces = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0;
if (!namespaces) console.log('Tests with two PID namespaces are left out: they need root and unshare.');
const elsewhere = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

describe('a lease', () => {
  it('is taken again after its release, and leaves one small file', async () => {
    for (let i = 1; i <= 3; i++) {
      const lease = await Lease.acquire(folder, 'save');
      await lease.check();
      await lease.release();
      expect(await readdir(folder)).toEqual([`.ae-lab-lease-${i}`]);
    }
  });

  it('has one owner at a time among many takers at once', async () => {
    let owners = 0;
    let most = 0;
    const turn = async () => {
      const lease = await Lease.acquire(folder, 'save');
      most = Math.max(most, ++owners);
      await new Promise((resolve) => setTimeout(resolve, 2));
      await lease.check();
      owners--;
      await lease.release();
    };
    await Promise.all(Array.from({ length: 12 }, turn));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual(['.ae-lab-lease-12']);
  });

  it('of a training is refused at once, by place and owner', async () => {
    const { pid } = await ownerElsewhere('training');
    const attempt = Lease.acquire(folder, 'save');
    await expect(attempt).rejects.toThrow(AeLabError);
    await expect(attempt).rejects.toThrow(`${folder}: process ${pid} on `);
    await expect(Lease.acquire(folder, 'training')).rejects.toThrow(/is training with this place/);
  });

  it('of a save is waited for, up to a limit', async () => {
    const lease = await Lease.acquire(folder, 'save');
    await expect(Lease.acquire(folder, 'save', 50)).rejects.toThrow(/is saving to this place/);
    setTimeout(() => lease.release(), 100);
    const next = await Lease.acquire(folder, 'training');
    await next.release();
  });

  it('of a process that is gone is free at once', async () => {
    const child = await ownerElsewhere('training');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    const begin = performance.now();
    await (await Lease.acquire(folder, 'training')).release();
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  it('of a stopped process is taken over, and the process learns of it', async () => {
    const child = await ownerElsewhere('training');
    child.kill('SIGSTOP');
    const lease = await Lease.acquire(folder, 'training');
    child.kill('SIGCONT');
    child.stdin?.write('check\n');
    expect(await said(child)).toMatch(`${folder}: this process was silent for so long that process ${process.pid} on`);
    await lease.check();
    await lease.release();
  }, 60_000);

  it('whose owner was killed before it wrote its name is taken over', async () => {
    await writeFile(join(folder, '.ae-lab-lease-7'), '');
    const lease = await Lease.acquire(folder, 'save');
    expect(await readdir(folder)).toEqual(['.ae-lab-lease-8']);
    await lease.release();
    expect(await readFile(join(folder, '.ae-lab-lease-8'), 'utf8')).toMatch(/released\n$/);
  }, 60_000);

  it('that was removed with its folder is lost', async () => {
    const lease = await Lease.acquire(folder, 'save');
    await rm(join(folder, '.ae-lab-lease-1'));
    await expect(lease.check()).rejects.toThrow(/was removed/);
    await lease.release();
  });

  it.runIf(namespaces)(
    'of another PID namespace is refused while it beats, and free when it no longer does',
    async () => {
      const child = await ownerElsewhere('training', elsewhere);
      await expect(Lease.acquire(folder, 'training')).rejects.toThrow(/is training with this place/);
      child.kill('SIGKILL');
      await (await Lease.acquire(folder, 'training')).release();
    },
    60_000,
  );
});

describe.runIf(process.platform === 'linux')('a process', () => {
  it('is known by more than its number', async () => {
    const own = await ownIdentity();
    expect(await stateOf(own)).toBe('running');
    const linux = own.linux as NonNullable<typeof own.linux>;
    expect(await stateOf({ ...own, linux: { ...linux, started: '1' } })).toBe('gone');
    expect(await stateOf({ ...own, linux: { ...linux, namespace: 'pid:[1]' } })).toBe('unknown');
    expect(await stateOf({ ...own, linux: undefined })).toBe('unknown');
  });
});
