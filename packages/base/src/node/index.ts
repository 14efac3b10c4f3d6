/** Leases on folders, and what else packages of @ae-lab share in Node only. */
export { availableCores } from './available-cores';
export { ignoreErrors } from './ignore-errors';
export { Lease, type LeasePurpose } from './lease';
export { isUnfinished, syncFolder, writeWhole } from './write-whole';
