// Lets the workers of Node 20 import TypeScript, where `--import tsx` does not reach them.
import { register } from 'tsx/esm/api';

register();
