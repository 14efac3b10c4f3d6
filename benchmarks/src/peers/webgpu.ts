/** The parts of the npm package `webgpu` that are used here; the package need not be installed. */
interface WebGpu {
  readonly globals: object;
  create(options: string[]): { requestAdapter(): Promise<{ readonly info: AdapterInfo } | null> };
}

type AdapterInfo = Readonly<Record<'vendor' | 'architecture' | 'description', string>>;

const PACKAGE: string = 'webgpu';

/** Gives Node the WebGPU that browsers have. Returns the name of the adapter; throws an Error if the package is missing. */
export async function provideWebGpu(): Promise<string> {
  const { create, globals }: WebGpu = await import(PACKAGE);
  const gpu = create([]);
  Object.assign(globalThis, globals);
  // The backend looks for `navigator.gpu` when it is imported. Newer versions of Node have a navigator without it.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  const adapter = await gpu.requestAdapter();
  if (adapter === null) return 'nothing';
  const { vendor, architecture, description } = adapter.info;
  return [vendor, architecture, description].filter((part) => part !== '').join(' ');
}
