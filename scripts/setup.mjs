/**
 * Makes a checkout ready with Node's built-ins alone: installs the dependencies if they are missing or stale, compiles
 * the kernels and builds dist/ if a source changed. Looks at the files' dates when there is nothing to do.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildKernels } from './kernels.mjs';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

let isAtWork = false;
// Ctrl-C and the end of the terminal reach the command too: it decides what they mean, and its status is passed on.
process.on('SIGHUP', () => {});
process.on('SIGINT', () => {
  if (!isAtWork) endFor('SIGINT');
});

/** Runs a command in the checkout; ends this process with its status if it fails. */
export async function run(command, args) {
  // Lets a signal in that came before.
  await new Promise(setImmediate);
  isAtWork = true;
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' });
  const [status, signal] = await once(child, 'exit').catch((error) => {
    process.stderr.write(`${command}: ${error.message}\n`);
    return [1];
  });
  isAtWork = false;
  if (signal) endFor(signal);
  if (status !== 0) process.exit(status);
}

function endFor(signal) {
  process.stderr.write('interrupted\n');
  process.exit(128 + constants.signals[signal]);
}

export async function setUp() {
  await unlessDone('installed', stateOf('package-lock.json'), async () => {
    await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  });
  await unlessDone('kernels', stateOf('package-lock.json', 'scripts/kernels.mjs', 'kernels'), async () => {
    await buildKernels(ROOT, run);
  });
  await unlessDone('built', stateOf('package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'src'), async () => {
    rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
    await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
    chmodSync(join(ROOT, 'dist/cli/main.js'), 0o755);
  });
}

/** Does the work unless its stamp says that it was done for the same state. A fresh install forgets all stamps. */
async function unlessDone(name, state, work) {
  const stamp = join(ROOT, 'node_modules/.kolmoscope', name);
  try {
    if (readFileSync(stamp, 'utf8') === state) return;
  } catch {
    // No stamp yet.
  }
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, state);
}

/** Names, dates and sizes of files, or of all files in folders, and the version of Node. */
function stateOf(...paths) {
  const files = paths.flatMap((path) =>
    statSync(join(ROOT, path)).isDirectory()
      ? readdirSync(join(ROOT, path), { recursive: true })
          .map((file) => join(path, file))
          .sort()
      : [path],
  );
  const lines = files.map((file) => {
    const { mtimeMs, size } = statSync(join(ROOT, file));
    return `${file} ${mtimeMs} ${size}`;
  });
  return createHash('sha256')
    .update([process.version, ...lines].join('\n'))
    .digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setUp();
