import { yieldToEventLoop } from './yield-to-event-loop';

/** The time between two turns of the event loop, in milliseconds. */
const TURN = 30;

/** Gives the event loop a turn every 30 ms of a long computation, so that a page stays responsive. */
export class WorkPacer {
  private since = performance.now();

  /** Waits for a turn of the event loop if one is due. Await it often: it costs nothing otherwise. */
  async pause(): Promise<void> {
    if (performance.now() - this.since < TURN) return;
    await yieldToEventLoop();
    this.since = performance.now();
  }
}
