import { type Job, lossOf, type Message } from './messages';
import { Scenario } from './scenario';

/** A search that goes on after each kill: no trial whose result was known may run again. */
export class SearchScenario extends Scenario {
  private known = new Set<number>();

  job(writer: string): Job {
    return { kind: 'search', place: this.place, writer, seed: this.seed };
  }

  receive(message: Message): void {
    if (message.event === 'failed') this.fault('errors', message.problem);
    if (message.event === 'ran' && this.known.has(message.trial))
      this.fault('lost', `trial ${message.trial} ran again`);
    if (message.event === 'result') {
      this.tally.reads++;
      this.known.add(message.trial);
      const expected = lossOf(message.trial, this.seed);
      if (message.loss !== expected) this.fault('torn', `trial ${message.trial}: ${message.loss}, not ${expected}`);
    }
    if (message.event === 'finished') {
      for (const warning of message.warnings ?? []) this.fault('torn', warning);
      this.known = new Set();
      this.moveOn();
    }
  }
}
