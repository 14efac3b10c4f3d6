import { result } from './measure';

postMessage(result);
