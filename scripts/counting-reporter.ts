import type { Reporter, TestModule } from 'vitest/node';

/**
 * Sends `{ passed, failed }` to the process that started vitest, at the end of the run. Each file or suite that failed
 * outside its tests (it did not load, or a hook threw) counts as one failure. So does each unhandled error.
 */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      for (const suite of [module, ...module.children.allSuites()]) if (suite.errors().length > 0) failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed++;
        else if (state !== 'skipped') failed++;
      }
    }
    process.send?.({ passed, failed });
  }
}
