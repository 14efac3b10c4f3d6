/** What is used of the npm package `webgpu`, which need not be installed. */
interface WebGpu {
  readonly globals: object;
  create(options: string[]): { requestAdapter(): Promise<{ readonly info: AdapterInfo } | null> };
}

type AdapterInfo = Readonly<Record<'vendor' | 'architecture' | 'description', string>>;

const PACKAGE: string = 'webgpu';

/** Gives Node the WebGPU that browsers have. Answers what it runs on; throws an Error when the package is missing. */
export async function provideWebGpu(): Promise<string> {
  const { create, globals }: WebGpu = await import(PACKAGE);
  const gpu = create([]);
  Object.assign(globalThis, globals);
  // The backend looks for it there when it is imported. Newer versions of Node have a navigator without it.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  const adapter = await gpu.requestAdapter();
  if (adapter === null) return 'nothing';
  const { vendor, architecture, description } = adapter.info;
  return [vendor, architecture, description].filter((part) => part !== '').join(' ');
}
