// Lets workers import TypeScript in Node 20, where they do not inherit `--import tsx`.
import { register } from 'tsx/esm/api';

register();
