/** `npm test`: sets up, then everything that must hold before a change lands. */
import { run, setUp } from './setup.mjs';

const bin = (name) => `node_modules/.bin/${name}`;

setUp();
run(bin('tsc'), ['-p', 'tsconfig.json']);
run(bin('biome'), ['check', '--error-on-warnings', '.']);
run(bin('knip'), []);
run(bin('publint'), ['--strict']);
run(bin('attw'), ['--pack', '.', '--profile', 'esm-only', '--quiet']);
run(bin('vitest'), ['run', ...process.argv.slice(2)]);
run(process.execPath, ['fuzz/main.mjs', 'all', '--seconds', '2']);
