import { BackendError } from '@ae-lab/base';

/** The allocator of TensorFlow.js' compiled module. */
export interface Allocator {
  readonly HEAPU8: Uint8Array;
  /** Returns the address of the memory it reserves, negative above 2 GiB, or 0 if it finds no room. */
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

const ADDRESSES = 2 ** 32;

/**
 * The size to which the memory may grow. The module's allocator (emmalloc) computes the end of a piece modulo 2³² without a check, so that
 * near the end of the addresses it takes a free piece for long enough when it is not. What the module allocates by itself is smaller
 * than the addresses that are left out, and so never meets that.
 */
const MOST_BYTES = ADDRESSES - 2 ** 25;

/**
 * The bytes that stay free after every allocation, for the little that the module allocates by itself in every call: entries of its tables,
 * shapes, and operators of XNNPACK. It does not check these.
 */
const RESERVE = 2 ** 20;

/**
 * Makes every allocation that is seen from JavaScript fail with an error where there is no memory. TensorFlow.js goes on with address 0,
 * and its kernels then overwrite whatever lies at the bottom of the memory.
 */
export class MemoryGuard {
  private readonly allocate: (bytes: number) => number;
  private readonly release: (pointer: number) => void;
  /** The sizes of the pieces in use, by their addresses. The number of bytes that TensorFlow.js knows counts shared values twice. */
  private readonly sizes = new Map<number, number>();
  private used = 0;
  private scratch = 0;

  constructor(
    private readonly module: Allocator,
    memory: WebAssembly.Memory,
  ) {
    const grow = memory.grow.bind(memory);
    memory.grow = (pages) => {
      // The module takes any error for the end of the memory.
      if (memory.buffer.byteLength + pages * 65536 > MOST_BYTES) throw new RangeError('The memory may not grow.');
      return grow(pages);
    };
    // The module replaces this function by the exported one when it is called first.
    module._free(module._malloc(1));
    this.allocate = module._malloc.bind(module);
    this.release = module._free.bind(module);
    module._malloc = (bytes) => this.malloc(bytes);
    module._free = (pointer) => this.free(pointer);
  }

  /** Calls a function that needs up to `bytes` inside the module besides what it allocates here; that much is free after each allocation. */
  withScratch<T>(bytes: number, compute: () => T): T {
    const before = this.scratch;
    this.scratch = Math.max(before, bytes);
    try {
      if (bytes > 0) this.checkReserve();
      return compute();
    } finally {
      this.scratch = before;
    }
  }

  private malloc(bytes: number): number {
    const pointer = this.find(bytes);
    if (pointer === 0) throw this.outOfMemory(bytes);
    try {
      this.checkReserve();
    } catch (error) {
      this.release(pointer);
      throw error;
    }
    this.sizes.set(pointer >>> 0, bytes);
    this.used += bytes;
    return pointer;
  }

  private free(pointer: number): void {
    this.used -= this.sizes.get(pointer >>> 0) ?? 0;
    this.sizes.delete(pointer >>> 0);
    this.release(pointer);
  }

  /**
   * Returns the address of free memory, or 0. Pieces that the allocator wrongly takes for long enough are held until it finds another, and
   * freed unchanged.
   */
  private find(bytes: number): number {
    // The module would take a larger number modulo 2³².
    if (bytes > MOST_BYTES) return 0;
    const tooShort: number[] = [];
    let pointer = this.allocate(bytes);
    while (pointer !== 0 && (pointer >>> 0) + bytes > this.module.HEAPU8.length) {
      tooShort.push(pointer);
      pointer = this.allocate(bytes);
    }
    for (const held of tooShort) this.release(held);
    return pointer;
  }

  private checkReserve(): void {
    const bytes = this.scratch + RESERVE;
    // Beyond, the allocator could hand the kernel a piece that is too short.
    const isSafe = this.module.HEAPU8.length + bytes <= ADDRESSES;
    const pointer = isSafe ? this.find(bytes) : 0;
    if (pointer === 0) throw this.outOfMemory(bytes);
    this.release(pointer);
  }

  private outOfMemory(bytes: number): BackendError {
    const [asked, used, size, most] = [bytes, this.used, this.module.HEAPU8.length, MOST_BYTES].map(megabytes);
    return new BackendError(
      `The wasm backend has no memory left: ${asked} were asked for, ${used} are in use, and its memory of ${size} (at most ` +
        `${most}) has no such piece free, or cannot grow. Use a smaller batch, or dispose of tensors that are not needed.`,
    );
  }
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
