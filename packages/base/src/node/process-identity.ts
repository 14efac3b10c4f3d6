import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** A process, as others can tell it from all that have the same number. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** On Linux: the boot of the machine, the PID namespace, and when the process started, in clock ticks since the boot. */
  readonly linux?: { readonly boot: string; readonly namespace: string; readonly started: string };
}

/** Returns the identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const { pid } = process;
  const own = { host: hostname(), pid };
  try {
    // Another PID namespace may be mounted at /proc. Its numbers are not ours.
    if ((await readlink('/proc/self')) !== String(pid)) return own;
    const [boot, namespace, { started }] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readlink('/proc/self/ns/pid'),
      readStat(pid),
    ]);
    return { ...own, linux: { boot: boot.trim(), namespace, started } };
  } catch {
    return own;
  }
}

/**
 * Returns whether a process runs or is gone. It is 'unknown' for a stopped process, a process elsewhere (another host, another
 * container) and on systems other than Linux.
 */
export async function stateOf({ pid, linux }: ProcessIdentity): Promise<'running' | 'gone' | 'unknown'> {
  const own = (await ownIdentity()).linux;
  if (!linux || !own || linux.boot !== own.boot || linux.namespace !== own.namespace) return 'unknown';
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'gone';
  }
  const stat = await readStat(pid).catch(() => undefined);
  if (!stat) return 'unknown';
  if (stat.started !== linux.started || 'ZX'.includes(stat.state)) return 'gone';
  return 'Tt'.includes(stat.state) ? 'unknown' : 'running';
}

async function readStat(pid: number): Promise<{ state: string; started: string }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program comes before the last bracket, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0], started: fields[19] };
}
