/** `npm start`: sets up and performs the quickstart study; arguments go to `kolmoscope run`. */
import { run, setUp } from './setup.mjs';

await setUp();
await run(process.execPath, ['dist/cli/main.js', 'run', 'quickstart', ...process.argv.slice(2)]);
