import { library } from '../../tsup.base';

export default library(['src/index.ts', 'src/platform/node.ts', 'src/platform/browser.ts']);
