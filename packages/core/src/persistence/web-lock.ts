import { AeLabError } from '@ae-lab/base';
import type { PlaceLease } from './place-lease';

/**
 * Takes a lock that one page or worker of an origin has at a time. It ends with the page. In pages without Web Locks, such as those
 * served over http, nobody is kept out.
 *
 * @throws AeLabError if another page or worker has it.
 */
export async function holdWebLock(place: string): Promise<PlaceLease> {
  const locks: LockManager | undefined = globalThis.navigator?.locks;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const isOurs = await new Promise<boolean>((resolve, reject) => {
    if (!locks) return resolve(true);
    const keep = (lock: Lock | null) => {
      resolve(lock !== null);
      return lock ? held : undefined;
    };
    locks.request(`ae-lab ${place}`, { ifAvailable: true }, keep).catch(reject);
  });
  if (!isOurs) {
    const advice = 'Wait until it has ended, or use another place.';
    throw new AeLabError(`${place}: another training, perhaps of another tab, uses this place. ${advice}`);
  }
  return { check: async () => {}, release: async () => release() };
}
