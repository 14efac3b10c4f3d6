import { yieldToEventLoop } from './yield-to-event-loop';

/** How long to work between two turns of the event loop, in milliseconds. */
const TURN = 30;

/** Gives the event loop a turn every few tens of milliseconds of a long computation, so that a page stays alive. */
export class WorkPacer {
  private since = performance.now();

  /** To be awaited often: returns at once unless a turn is due. */
  async pause(): Promise<void> {
    if (performance.now() - this.since < TURN) return;
    await yieldToEventLoop();
    this.since = performance.now();
  }
}
