/** Scratch memory from the backend's own allocator: one block, kept and reused, replaced when a call needs more. */
@external('env', 'malloc')
declare function malloc(bytes: usize): usize;

@external('env', 'free')
declare function free(pointer: usize): void;

let start: usize = 0;
let size: usize = 0;
let next: usize = 0;

/** Starts a call that will `take` at most `bytes` in all; what was taken before is gone. */
export function reserve(bytes: usize): void {
  bytes += 64;
  if (bytes > size) {
    if (start != 0) free(start);
    // Empty for the moment: malloc throws when there is no memory left.
    start = 0;
    size = 0;
    start = malloc(bytes);
    size = bytes;
  }
  next = (start + 15) & ~15;
}

/** The next `bytes` of the reserved block, aligned to 16. */
export function take(bytes: usize): usize {
  const pointer = next;
  next = (next + bytes + 15) & ~15;
  return pointer;
}

export function fillZero(pointer: usize, bytes: usize): void {
  const end = pointer + bytes;
  while (pointer + 16 <= end) {
    v128.store(pointer, i32x4.splat(0));
    pointer += 16;
  }
  while (pointer < end) {
    store<u32>(pointer, 0);
    pointer += 4;
  }
}

/** memory.copy leaves the module for a call in C++, which costs more than a short row takes here. */
export function copyFloats(target: usize, source: usize, count: i32): void {
  while (count >= 4) {
    v128.store(target, v128.load(source));
    target += 16;
    source += 16;
    count -= 4;
  }
  while (count > 0) {
    store<f32>(target, load<f32>(source));
    target += 4;
    source += 4;
    count--;
  }
}
