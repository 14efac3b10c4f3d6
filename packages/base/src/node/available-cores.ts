import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Returns the number of processor cores that this process may use, at least 1: those that the operating system lets it run on,
 * and no more whole ones than the CPU quota of its cgroup (a container's limit) pays for.
 */
export function availableCores(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(cgroupQuota('/sys/fs/cgroup', '/proc/self/cgroup'))));
}

/**
 * Returns the least quota, in cores, of this process's cgroup and of those above it; infinity without one.
 *
 * @param root the folder where cgroups are mounted.
 * @param membership the file that names the cgroups of the process (man 7 cgroups).
 */
export function cgroupQuota(root: string, membership: string): number {
  const quotas = [Number.POSITIVE_INFINITY];
  for (const line of read(membership).split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    const isVersion2 = controllers === '';
    if (!isVersion2 && !controllers!.split(',').includes('cpu')) continue;
    const base = isVersion2 ? root : join(root, controllers!);
    // Inside a container the path may name a folder of the host; the container's own limit is then at the top.
    for (let folder = path; ; folder = dirname(folder)) {
      const [quota, period] = isVersion2
        ? read(join(base, folder, 'cpu.max')).split(' ')
        : ['cpu.cfs_quota_us', 'cpu.cfs_period_us'].map((file) => read(join(base, folder, file)));
      const cores = Number(quota) / Number(period);
      // Version 2 says "max" and version 1 says -1 where there is no limit.
      if (cores > 0) quotas.push(cores);
      if (folder === '/') break;
    }
  }
  return Math.min(...quotas);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
