import asc from 'assemblyscript/asc';

/** A loop that only multiplies and adds in 128-bit registers: an upper limit for WebAssembly. */
export interface SimdProbe {
  /** Whether it uses the fused instruction of relaxed SIMD, as our kernels do if the engine has it. */
  readonly fused: boolean;
  /** The floating-point operations of one call, which takes less than a millisecond. */
  readonly operations: number;
  call(): void;
}

/**
 * Candidate numbers of independent sums: enough to hide the latency of the instructions, and few enough for the 16 registers of
 * x64. The best number depends on the processor, so all are tried.
 */
const SUMS = [6, 8, 10, 12];
const TURNS = 20_000;
const CALLS_TO_WARM_UP = 1000;
const CALLS_TO_TIME = 300;

/** Compiles the probe for this engine, with the number of sums that is fastest on this processor. */
export async function simdProbe(): Promise<SimdProbe> {
  const probes = await Promise.all(SUMS.map(probeOf));
  const rates = probes.map(({ operations, call }) => {
    for (let i = 0; i < CALLS_TO_WARM_UP; i++) call();
    const start = performance.now();
    for (let i = 0; i < CALLS_TO_TIME; i++) call();
    return operations / (performance.now() - start);
  });
  return probes[rates.indexOf(Math.max(...rates))];
}

async function probeOf(sums: number): Promise<SimdProbe> {
  const relaxed = await compile(sums, (sum) => `f32x4.relaxed_madd(${sum}, half, half)`, ['simd', 'relaxed-simd']);
  const fused = WebAssembly.validate(relaxed);
  // A product with the sum itself would wait for the sum. A product of two constants would be moved out of the loop.
  const plain = await compile(sums, (sum, i) => `f32x4.add(f32x4.mul(v128.load(address, ${16 * i}), half), ${sum})`, [
    'simd',
  ]);
  const { instance } = await WebAssembly.instantiate(fused ? relaxed : plain);
  const loop = instance.exports.loop as (turns: number, address: number) => number;
  return { fused, operations: TURNS * sums * 4 * 2, call: () => void loop(TURNS, 0) };
}

async function compile(
  count: number,
  step: (sum: string, i: number) => string,
  features: string[],
): Promise<Uint8Array<ArrayBuffer>> {
  const sums = Array.from({ length: count }, (_, i) => `sum${i}`);
  const source = `
    export function loop(turns: i32, address: usize): f32 {
      const half = f32x4.splat(0.5);
      ${sums.map((sum) => `let ${sum} = f32x4.splat(0);`).join('\n')}
      do {
        ${sums.map((sum, i) => `${sum} = ${step(sum, i)};`).join('\n')}
      } while (--turns);
      return f32x4.extract_lane(${sums.reduce((total, sum) => `f32x4.add(${total}, ${sum})`)}, 0);
    }`;
  let binary: Uint8Array | undefined;
  const options = ['-O3', '--runtime', 'stub', '--initialMemory', '1'];
  const { error, stderr } = await asc.main(
    ['probe.ts', '--outFile', 'probe.wasm', ...options, ...features.flatMap((feature) => ['--enable', feature])],
    {
      readFile: (name) => (name === 'probe.ts' ? source : null),
      writeFile: (_, contents) => {
        binary = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error || binary === undefined) throw new Error(`The probe does not compile: ${stderr.toString()}`);
  return new Uint8Array(binary);
}
