import { inject } from 'vitest';
import { prepareInBrowser } from './browser-backends';
import { describeModels } from './contract';

const name = inject('backend');
describeModels({ name, missing: await prepareInBrowser(name), place: async () => 'indexeddb://model' });
