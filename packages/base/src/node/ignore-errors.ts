/** Returns a rejection handler that ignores file system errors with one of `codes`, such as ENOENT, and rethrows all others. */
export function ignoreErrors(...codes: string[]): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error;
    return undefined;
  };
}
