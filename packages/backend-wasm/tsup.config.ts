import { library } from '../../tsup.base';

// The shims give import.meta.url, from which TensorFlow.js' module is found, to the CommonJS build.
export default { ...library(), shims: true };
