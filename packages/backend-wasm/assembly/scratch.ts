/** Scratch memory from the backend's own allocator: one block, which is reused, and replaced when a call needs more. */
@external('env', 'malloc')
declare function malloc(bytes: usize): usize;

@external('env', 'free')
declare function free(pointer: usize): void;

let start: usize = 0;
let size: usize = 0;
let next: usize = 0;

/** Starts a call that will `take` at most `bytes` in total. Memory that was taken before becomes invalid. */
export function reserve(bytes: usize): void {
  bytes += 64;
  if (bytes > size) {
    if (start != 0) free(start);
    // Empty in between, because malloc throws if there is no memory left.
    start = 0;
    size = 0;
    start = malloc(bytes);
    size = bytes;
  }
  next = (start + 15) & ~15;
}

/** Returns the next `bytes` of the reserved block, aligned to 16. */
export function take(bytes: usize): usize {
  const pointer = next;
  next = (next + bytes + 15) & ~15;
  return pointer;
}

/** Takes a table of `count` offsets: 0, step, 2 step and so on. */
export function takeSteps(count: i32, step: i32): usize {
  const table = take(<usize>count << 2);
  for (let i = 0; i < count; i++) store<u32>(table + (<usize>i << 2), i * step);
  return table;
}

/** Sets `bytes`, a multiple of 4, to zero. */
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

/** Copies `count` values. For short rows it is faster than memory.copy, which leaves the module for a call in C++. */
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

/** Adds `count` values of source to target. */
// @ts-ignore: decorator
@inline
export function addFloats(target: usize, source: usize, count: i32): void {
  while (count >= 4) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    target += 16;
    source += 16;
    count -= 4;
  }
  while (count > 0) {
    store<f32>(target, load<f32>(target) + load<f32>(source));
    target += 4;
    source += 4;
    count--;
  }
}
