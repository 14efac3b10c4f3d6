/** The files of one input by their path, with `/` between folders. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A changed input. */
export interface Mutation {
  readonly files: Files;
  /** The change, in words. */
  readonly what: string;
  /** Whether all checksums in it are right, so that a reader cannot tell from them that anything was changed. */
  readonly isSealed: boolean;
}

/** A changed file. */
export interface FileMutation {
  readonly bytes: Uint8Array;
  readonly what: string;
  /** Whether the file's own checksums are right. */
  readonly isSealed: boolean;
}
