import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BackendError } from '@ae-lab/base';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requireBackend } from './backend';

const require = createRequire(import.meta.url);

describe('requireBackend', () => {
  it('says what to install when there is no backend', () => {
    expect(requireBackend).toThrow(BackendError);
    expect(requireBackend).toThrow(/npm install @ae-lab\/backend-wasm.*await useWasmBackend\(\)/);
  });

  describe('with a second copy of tfjs-core', () => {
    let folder: string;
    beforeEach(async () => {
      const core = dirname(require.resolve('@tensorflow/tfjs-core/package.json'));
      folder = await mkdtemp(join(core, '..', 'copy-'));
      await cp(join(core, 'dist', 'tf-core.node.js'), join(folder, 'tf-core.cjs'));
    });
    afterEach(async () => {
      await rm(folder, { recursive: true });
      vi.resetModules();
    });

    it('says so', async () => {
      require('@tensorflow/tfjs-backend-cpu');
      await tf.setBackend('cpu');
      requireBackend();
      const copy = require(join(folder, 'tf-core.cjs'));
      vi.doMock('@tensorflow/tfjs-core', () => copy);
      vi.resetModules();
      const { requireBackend: requireOfCopy } = await import('./backend');
      expect(requireOfCopy).toThrow('Two copies of @tensorflow/tfjs-core are loaded');
    });
  });
});
