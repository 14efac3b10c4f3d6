import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { StuckThreadError } from '../threads/kernel-threads';

/**
 * Records which tensors a kernel makes and shares, so that a kernel that fails leaves none behind: those inside a kernel are unknown to
 * TensorFlow.js, which frees nothing of them.
 */
export class ReferenceLedger {
  /** The number of references that the running kernel has added to each tensor. */
  private added: Map<object, number> | undefined;

  constructor(private readonly backend: BackendWasm) {
    const { write, makeOutput, incRef, disposeData } = backend;
    backend.write = (...args) => {
      const dataId = write.apply(backend, args);
      this.added?.set(dataId, 1);
      return dataId;
    };
    backend.makeOutput = (...args) => {
      const output = makeOutput.apply(backend, args);
      this.added?.set(output.dataId, 1);
      return output;
    };
    backend.incRef = (dataId) => {
      incRef.call(backend, dataId);
      this.add(dataId, 1);
    };
    backend.disposeData = (dataId, force) => {
      this.add(dataId, -1);
      return disposeData.call(backend, dataId, force);
    };
  }

  /** Runs a kernel, which may run others. If it throws, its tensors are freed. */
  run<T>(kernel: () => T): T {
    if (this.added !== undefined) return kernel();
    const added = new Map<object, number>();
    this.added = added;
    try {
      return kernel();
    } catch (error) {
      this.added = undefined;
      // A thread that is late may still write to them.
      if (error instanceof StuckThreadError) throw error;
      for (const [dataId, count] of added) {
        for (let i = 0; i < count; i++) this.backend.disposeData(dataId);
      }
      throw error;
    } finally {
      this.added = undefined;
    }
  }

  private add(dataId: object, count: number): void {
    this.added?.set(dataId, (this.added.get(dataId) ?? 0) + count);
  }
}
