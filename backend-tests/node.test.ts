import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { describeModels } from './contract';
import { prepareInNode } from './node-backends';

const folder = await mkdtemp(join(tmpdir(), 'ae-lab-'));
let saves = 0;
const name = inject('backend');
describeModels({ name, missing: await prepareInNode(name), place: async () => join(folder, String(saves++)) });
