import { register } from 'tsx/esm/api';

// `--import tsx` itself does nothing in the worker threads of Node 20.
register();
