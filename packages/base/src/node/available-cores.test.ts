import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { availableCores, cgroupQuota } from './available-cores';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cgroup-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function quota(membership: string, files: Record<string, string>): number {
  for (const [path, text] of Object.entries({ ...files, membership })) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  return cgroupQuota(root, join(root, 'membership'));
}

it.each<[string, string, Record<string, string>, number]>([
  ['of version 2 in a container', '0::/', { 'cpu.max': '150000 100000' }, 1.5],
  [
    'of version 2, the least on the way up',
    '0::/a/b',
    { 'a/b/cpu.max': 'max 100000', 'a/cpu.max': '300000 100000' },
    3,
  ],
  ['of version 2 without a limit', '0::/a', { 'a/cpu.max': 'max 100000' }, Infinity],
  [
    'of version 1',
    '5:memory:/x\n4:cpu,cpuacct:/x',
    { 'cpu,cpuacct/x/cpu.cfs_quota_us': '250000', 'cpu,cpuacct/x/cpu.cfs_period_us': '100000' },
    2.5,
  ],
  [
    'of version 1 without a limit',
    '4:cpu,cpuacct:/',
    { 'cpu,cpuacct/cpu.cfs_quota_us': '-1', 'cpu,cpuacct/cpu.cfs_period_us': '100000' },
    Infinity,
  ],
  ['where nothing is mounted', '0::/a', {}, Infinity],
])('reads the quota %s', (_, membership, files, expected) => {
  expect(quota(membership, files)).toBe(expected);
});

it('is no more than the system gives', () => {
  expect(cgroupQuota(root, join(root, 'nowhere'))).toBe(Infinity);
  expect(availableCores()).toBeGreaterThanOrEqual(1);
  expect(availableCores()).toBeLessThanOrEqual(availableParallelism());
});
