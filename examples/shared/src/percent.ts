/** Formats a share, such as 0.123, as a percentage. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
