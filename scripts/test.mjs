/** `npm test`: sets up, then everything that must hold before a change lands. */
import { run, setUp } from './setup.mjs';

const bin = (name) => `node_modules/.bin/${name}`;

await setUp();
await run(bin('tsc'), ['-p', 'tsconfig.json']);
await run(bin('biome'), ['check', '--error-on-warnings', '.']);
await run(bin('knip'), []);
await run(bin('publint'), ['--strict']);
await run(bin('attw'), ['--pack', '.', '--profile', 'esm-only', '--quiet']);
await run(bin('vitest'), ['run', ...process.argv.slice(2)]);
await run(process.execPath, ['fuzz/main.mjs', 'all', '--seconds', '2']);
