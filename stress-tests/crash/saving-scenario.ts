import type { Job, Message, State } from './messages';
import { Scenario } from './scenario';

interface Save {
  readonly begin: number;
  /** When the writer said that it was done; absent if it was killed before. */
  end?: number;
}

interface Reading {
  readonly from: number;
  readonly at: number;
  readonly state?: State;
}

/**
 * Saves to one place by a process that is killed, beside another one that is not. Every read must give a whole save that
 * had begun before the read ended, and no save that another one had replaced before the read began.
 */
export class SavingScenario extends Scenario {
  private readonly saves = new Map<string, Save>();
  private readonly readings: Reading[] = [];

  job(writer: string): Job {
    return { kind: 'saving', place: this.place, writer, seed: this.seed };
  }

  receive(message: Message): void {
    if (message.event === 'begin') this.saves.set(message.stamp, { begin: message.at });
    if (message.event === 'end') {
      const save = this.saves.get(message.stamp);
      if (save) save.end = message.at;
      this.tally.done++;
    }
    if (message.event === 'failed') this.fault('errors', message.problem);
    if (message.event === 'read' || message.event === 'unreadable') this.tally.reads++;
    if (message.event === 'unreadable') this.fault('broken', message.problem);
    if (message.event === 'read') {
      if (message.state?.whole === false) this.fault('torn', `the weights are not those of '${message.state.stamp}'`);
      else this.readings.push(message);
    }
  }

  /** Looks for reads of a save that had been replaced. It waits for all reports, since those of two processes may come in any order. */
  override finish(): void {
    const ended = [...this.saves.values()].filter(({ end }) => end !== undefined).sort((a, b) => a.end! - b.end!);
    let next = 0;
    let lastBegin = Number.NEGATIVE_INFINITY;
    for (const { from, at, state } of this.readings.sort((a, b) => a.from - b.from)) {
      while (next < ended.length && ended[next].end! < from) lastBegin = Math.max(lastBegin, ended[next++].begin);
      const save = state && this.saves.get(state.stamp);
      if (state === undefined) {
        if (next > 0) this.fault('lost', `nothing was there, though ${next} saves had ended`);
      } else if (save === undefined || save.begin > at) {
        this.fault('torn', `nobody had begun to save '${state.stamp}'`);
      } else if (save.end !== undefined && save.end < lastBegin) {
        this.fault('lost', `'${state.stamp}' was there, though a later save had replaced it`);
      }
    }
  }
}
