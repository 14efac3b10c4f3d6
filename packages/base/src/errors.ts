/** What every error of the project has in common, so that `error instanceof AeLabError` tells ours from others. */
export class AeLabError extends Error {
  /** The name of the class, which the printed error begins with. */
  override readonly name: string = 'AeLabError';
}

/** An argument is outside what a function accepts. The message names it, says what was expected and what came. */
export class ArgumentError extends AeLabError {
  override readonly name = 'ArgumentError';

  /**
   * @param argument by its path, `architecture.widths[1]` for instance.
   * @param expected follows "expected" in the message.
   * @param received anything; long values are shortened.
   */
  constructor(
    readonly argument: string,
    expected: string,
    received: unknown,
  ) {
    super(`${argument}: expected ${expected}, got ${describe(received)}.`);
  }
}

/** TensorFlow.js is not ready: no backend is registered, or two copies of it are loaded. */
export class BackendError extends AeLabError {
  override readonly name = 'BackendError';
}

/** A file or download is not what it should be: truncated, of another format, or with another content hash. */
export class FormatError extends AeLabError {
  override readonly name = 'FormatError';

  /**
   * @param source the file or address.
   * @param problem follows it and a colon in the message.
   */
  constructor(
    readonly source: string,
    problem: string,
  ) {
    super(`${source}: ${problem}`);
  }
}

/** A model is used after its `dispose()`, which has freed its weights. */
export class DisposedError extends AeLabError {
  override readonly name = 'DisposedError';

  /** @param model the name of its class. */
  constructor(readonly model: string) {
    super(`This ${model} has been disposed and its weights are freed: make it anew, or load it from a save.`);
  }
}

/** Data or a saved model could not be found where it was looked for. */
export class NotFoundError extends AeLabError {
  override readonly name = 'NotFoundError';
}

/** A loss, or a weight, stopped being a finite number during training. */
export class DivergenceError extends AeLabError {
  override readonly name = 'DivergenceError';

  /**
   * @param term of the loss, the first that was not finite, or 'weights'.
   * @param epoch counted from 1.
   * @param step of that epoch, counted from 1.
   * @param value of the term, `NaN` or infinite.
   */
  constructor(
    readonly term: string,
    readonly epoch: number,
    readonly step: number,
    readonly value: number,
    /** The terms that were not finite either in that step. */
    readonly alsoDiverged: readonly string[] = [],
  ) {
    const others = alsoDiverged.length > 0 ? `, as did ${alsoDiverged.map((other) => `'${other}'`).join(', ')}` : '';
    super(
      `Training diverged: ${term === 'weights' ? 'a weight' : `the loss term '${term}'`} became ${value} at step ${step} of epoch ${epoch}${others}. ` +
        'Lower the learning rate, add a warm-up, or check the input for values that are not finite.',
    );
  }
}

/** A short rendering of any value for an error message. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(describe).join(', ')}${value.length > 8 ? ', ...' : ''}]`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  if (typeof value === 'function') return `function ${value.name}`;
  // Bundlers put a line before the name of a class that mentions itself.
  if (typeof value === 'object' && value !== null) return value.constructor?.name.replace(/^_/, '') ?? 'object';
  return String(value);
}
