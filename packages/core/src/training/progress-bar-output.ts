/** Where a progress bar writes. */
export interface ProgressOutput {
  /** Prints a line of its own. */
  print(line: string): void;
  /** The terminal, whose last line can be redrawn. Undefined if the output is not one. */
  readonly terminal?: {
    /** Width in characters; 0 if the terminal does not know it. */
    readonly columns: number;
    write(text: string): unknown;
  };
}
