// Writes keras-networks/: node --conditions=@ae-lab/source --import tsx packages/core/test-data/keras-networks.ts
import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { saveModel } from '../src/persistence/save-model';
import { kerasNetworks } from '../test/keras-networks';

await setBackend('cpu');
const place = new URL('keras-networks', import.meta.url);
await saveModel(place, { className: 'Networks', options: {}, networks: kerasNetworks(), tensors: {} });
