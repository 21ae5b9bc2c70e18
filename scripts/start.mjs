/** `npm start`: sets up and performs the quickstart study; arguments go to `kolmoscope run`. */
import { ROOT, setUp } from './setup.mjs';

await setUp();
// From here on the command decides what Ctrl-C means.
process.removeAllListeners('SIGINT');
process.chdir(ROOT);
process.argv.splice(2, 0, 'run', 'quickstart');
await import('../dist/cli/main.js');
