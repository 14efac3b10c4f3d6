import type { Job, Message } from './messages';
import { Scenario } from './scenario';

/** The digests that an uninterrupted training reports: of the checkpoint after each epoch, and of the trained model. */
export class Reference {
  readonly checkpoints = new Map<number, string>();
  final: string | undefined;

  receive(message: Message): void {
    if (message.event === 'read' && message.state) {
      this.checkpoints.set(Number(message.state.stamp), message.state.digest);
    }
    if (message.event === 'finished') this.final = message.digest;
    if (message.event === 'failed' || message.event === 'unreadable') throw new Error(message.problem);
  }
}

/** A training that resumes from its checkpoint after each kill, until it is done with the same bits as without kills. */
export class TrainingScenario extends Scenario {
  reference: Reference | undefined;
  /** The last epoch whose checkpoint is certainly there, and the last whose checkpoint may be. */
  private committed = 0;
  private begun = 0;

  constructor(
    private readonly model: string,
    folder: string,
    seed: number,
  ) {
    super(`training ${model.split(',')[0]}`, folder, seed);
  }

  job(writer: string): Job {
    const place = writer === 'reference' ? `${this.place}-reference` : this.place;
    return { kind: 'training', place, writer, seed: this.seed, model: this.model };
  }

  receive(message: Message): void {
    if (message.event === 'read') this.found(message.state && Number(message.state.stamp), message.state?.digest);
    if (message.event === 'unreadable') this.fault('torn', message.problem);
    if (message.event === 'failed') this.fault('errors', message.problem);
    if (message.event === 'begin') {
      this.committed = Math.max(this.committed, Number(message.stamp) - 1);
      this.begun = Number(message.stamp);
    }
    if (message.event === 'finished') {
      if (message.digest !== this.reference?.final) this.fault('different', `${message.digest} at the end`);
      this.committed = 0;
      this.begun = 0;
      this.moveOn();
    }
  }

  private found(epoch: number | undefined, digest: string | undefined): void {
    this.tally.reads++;
    const range = `expected one from ${this.committed} to ${this.begun}`;
    if (epoch === undefined) {
      if (this.committed > 0) this.fault('lost', `no checkpoint, ${range}`);
    } else if (epoch < this.committed) {
      this.fault('lost', `epoch ${epoch}, ${range}`);
    } else if (epoch > this.begun || digest !== this.reference?.checkpoints.get(epoch)) {
      this.fault('torn', `epoch ${epoch} with digest ${digest}, ${range}`);
    } else {
      this.committed = epoch;
    }
  }
}
