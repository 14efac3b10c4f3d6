/**
 * A backend in an environment: one Vitest project, one column of the table in the guide.
 *
 * @typedef {object} TestedBackend
 * @property {string} project The name of its Vitest project.
 * @property {string} title The head of its column.
 * @property {string} backend Its name in TensorFlow.js.
 * @property {'node' | 'chromium'} environment
 */

/**
 * The backends and environments that the suite runs in.
 *
 * @type {readonly TestedBackend[]}
 */
export const TESTED_BACKENDS = [
  { project: 'backend-cpu', title: '`cpu`, Node', backend: 'cpu', environment: 'node' },
  { project: 'backend-wasm', title: '`wasm`, Node', backend: 'wasm', environment: 'node' },
  { project: 'backend-tfjs-node', title: '`tensorflow`, Node', backend: 'tensorflow', environment: 'node' },
  { project: 'backend-webgl', title: '`webgl`, Chromium', backend: 'webgl', environment: 'chromium' },
  { project: 'backend-webgpu', title: '`webgpu`, Chromium', backend: 'webgpu', environment: 'chromium' },
  { project: 'backend-webgpu-node', title: '`webgpu`, Node', backend: 'webgpu', environment: 'node' },
];
