import { library } from '../../tsup.base';

const entry = ['src/index.ts', 'src/platform/node.ts', 'src/platform/browser.ts'];

// The shims give import.meta.url, from which the font is found, to the CommonJS build.
export default { ...library(entry), shims: true };
