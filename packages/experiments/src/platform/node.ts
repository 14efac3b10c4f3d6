export { digest, pathBelow, readTextIfPresent, writeText } from './node-files';
export { startWorkerPool } from './node-worker-pool';
