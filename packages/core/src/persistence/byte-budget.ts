import { FormatError } from '@ae-lab/base';

/** The number of bytes that one load may still read; its files share it. */
export class ByteBudget {
  private left: number;

  /**
   * @param maxBytes the number of bytes in all.
   * @param refusal the words of the error after the source.
   * @param whole the budget that this one is a part of.
   */
  constructor(
    maxBytes: number,
    private readonly refusal = `oversized: expected at most ${maxBytes} bytes in all; raise maxBytes unless the file is damaged.`,
    private readonly whole?: ByteBudget,
  ) {
    this.left = maxBytes;
  }

  /** Returns a smaller budget. What is claimed from it is claimed from this one as well. */
  part(maxBytes: number, refusal: string): ByteBudget {
    return new ByteBudget(maxBytes, refusal, this);
  }

  /**
   * Takes bytes from the budget, before they are read or memory is set aside for them.
   *
   * @param source the file or address that holds them.
   * @throws FormatError that names `source` if fewer are left.
   */
  claim(source: string, bytes: number): void {
    if (bytes > this.left) throw new FormatError(source, this.refusal);
    this.whole?.claim(source, bytes);
    this.left -= bytes;
  }
}
