/** The right to save to a place, which others do not have meanwhile. */
export interface PlaceLease {
  /** Throws an `AeLabError` if it was lost. */
  check(): Promise<void>;
  /** Lets others have it. */
  release(): Promise<void>;
}
