import { describe, expect, it } from 'vitest';
import type { Message } from './messages';
import { SavingScenario } from './saving-scenario';

const begin = (stamp: string, at: number): Message => ({ event: 'begin', stamp, at });
const end = (stamp: string, at: number): Message => ({ event: 'end', stamp, at });
const read = (stamp: string | undefined, from: number, at: number, whole = true): Message => ({
  event: 'read',
  from,
  at,
  state: stamp === undefined ? undefined : { stamp, digest: '', whole },
});

/** Returns the faults that reports amount to. */
function judge(...messages: readonly Message[]): string {
  const scenario = new SavingScenario('saves', '/place', 1);
  for (const message of messages) scenario.receive(message);
  scenario.finish();
  const { lost, torn, broken } = scenario.tally;
  return `${lost} lost, ${torn} torn, ${broken} broken`;
}

const NO_FAULT = '0 lost, 0 torn, 0 broken';

describe('SavingScenario', () => {
  it('accepts a save that is the last, or may be', () => {
    expect(judge(begin('a', 0), end('a', 1), read('a', 2, 3))).toBe(NO_FAULT);
    // The writer of b was killed: b may be there or not.
    expect(judge(begin('a', 0), end('a', 1), begin('b', 2), read('a', 5, 6), read('b', 5, 6))).toBe(NO_FAULT);
    // Two writers at once: either may be the last.
    expect(judge(begin('a', 0), begin('b', 1), end('b', 2), end('a', 3), read('a', 4, 5), read('b', 4, 5))).toBe(
      NO_FAULT,
    );
    // The read began before b was done.
    expect(judge(begin('a', 0), end('a', 1), begin('b', 2), read('a', 3, 9), end('b', 4))).toBe(NO_FAULT);
    expect(judge(read(undefined, 0, 1), begin('a', 0), end('a', 2))).toBe(NO_FAULT);
  });

  it('finds saves that are lost', () => {
    expect(judge(begin('a', 0), end('a', 1), read(undefined, 2, 3))).toBe('1 lost, 0 torn, 0 broken');
    expect(judge(begin('a', 0), end('a', 1), begin('b', 2), end('b', 3), read('a', 4, 5))).toBe(
      '1 lost, 0 torn, 0 broken',
    );
  });

  it('finds saves that are torn, never begun or unreadable', () => {
    expect(judge(begin('a', 0), end('a', 1), read('a', 2, 3, false))).toBe('0 lost, 1 torn, 0 broken');
    expect(judge(begin('a', 0), end('a', 1), read('b', 2, 3))).toBe('0 lost, 1 torn, 0 broken');
    expect(judge({ event: 'unreadable', from: 0, at: 1, problem: 'FormatError' })).toBe('0 lost, 0 torn, 1 broken');
  });
});
