/** Bits of the limits of a memory in a WebAssembly module. */
const HAS_MAXIMUM = 1;
const SHARED_WITH_MAXIMUM = 3;

const IMPORTS = 2;
const MEMORIES = 5;
const MEMORY_IMPORT = 2;

/**
 * Returns a copy of a WebAssembly module whose only memory, of its own or imported, is shared. Both kinds of memory differ in one
 * bit of the module, and code without atomic operations is the same for both.
 *
 * @param maximum the number of pages to which the memory may grow.
 * @returns undefined if the module has another form: no memory, or one without a maximum, or a shared one.
 */
export function withSharedMemory(module: Uint8Array, maximum = 65536): Uint8Array<ArrayBuffer> | undefined {
  const bytes = Uint8Array.from(module);
  const limits = memoryLimits(bytes);
  if (limits === undefined || bytes[limits] !== HAS_MAXIMUM) return undefined;
  bytes[limits] = SHARED_WITH_MAXIMUM;
  const reader = new ModuleReader(bytes, limits + 1);
  reader.number();
  const start = reader.at;
  reader.number();
  writeNumber(bytes.subarray(start, reader.at), maximum);
  return bytes;
}

/** Returns whether a memory is shared. Pages that are not cross-origin isolated do not know `SharedArrayBuffer`. */
export function isShared({ buffer }: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer === 'function' && buffer instanceof SharedArrayBuffer;
}

/** Returns the largest number of pages to which a shared memory may grow here, or 0 if the engine gives none. */
export function mostSharedPages(): number {
  for (let pages = 65536; pages >= 4096; pages /= 2) {
    try {
      new WebAssembly.Memory({ initial: 1, maximum: pages, shared: true });
      return pages;
    } catch {
      // The address space is refused: on phones, or under a limit of the process.
    }
  }
  return 0;
}

/** Returns the place of the limits of the module's memory, or undefined. */
function memoryLimits(bytes: Uint8Array): number | undefined {
  const reader = new ModuleReader(bytes, 8);
  while (reader.at < bytes.length) {
    const section = reader.byte();
    const end = reader.number() + reader.at;
    if (section === MEMORIES) return reader.number() === 1 ? reader.at : undefined;
    if (section === IMPORTS) {
      for (let count = reader.number(); count > 0; count--) {
        reader.skip(reader.number());
        reader.skip(reader.number());
        const kind = reader.byte();
        if (kind === MEMORY_IMPORT) return reader.at;
        // Functions are one number. Modules that import tables or globals are not ours.
        if (kind !== 0) break;
        reader.number();
      }
    }
    reader.at = end;
  }
  return undefined;
}

/** Reads bytes and LEB128 numbers (WebAssembly specification, 5.2.2). */
class ModuleReader {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  byte(): number {
    return this.bytes[this.at++]!;
  }

  skip(count: number): void {
    this.at += count;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
}

/** Fills `target` with a LEB128 number. */
function writeNumber(target: Uint8Array, value: number): void {
  for (let i = 0; i < target.length; i++) {
    target[i] = (value & 127) | (i + 1 < target.length ? 128 : 0);
    value >>>= 7;
  }
}
