#!/usr/bin/env node
import { kolmoscope } from './program.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe may leave when it has seen enough.
  if (error.code !== 'EPIPE') process.stderr.write(`kolmoscope: standard output: ${error.message}\n`);
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});
await kolmoscope(process.argv.slice(2));
