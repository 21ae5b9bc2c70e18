/**
 * Makes a checkout ready with Node's built-ins alone: installs the dependencies if they are missing or stale, compiles
 * the kernels and builds dist/ if a source changed. Looks at the files' dates when there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildKernels } from './kernels.mjs';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command in the checkout; ends this process with its status if it fails. */
export function run(command, args) {
  // Ctrl-C reaches the command too: it decides what that means, and its status is passed on.
  process.once('SIGINT', () => {});
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) {
    process.stderr.write(`${command}: ${error.message}\n`);
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? 1);
}

export function setUp() {
  once('installed', stateOf('package-lock.json'), () => {
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  });
  once('kernels', stateOf('package-lock.json', 'scripts/kernels.mjs', 'kernels'), () => {
    buildKernels(ROOT, run);
  });
  once('built', stateOf('package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'src'), () => {
    rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
    run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
    chmodSync(join(ROOT, 'dist/cli/main.js'), 0o755);
  });
}

/** Does the work unless its stamp says that it was done for the same state. A fresh install forgets all stamps. */
function once(name, state, work) {
  const stamp = join(ROOT, 'node_modules/.kolmoscope', name);
  try {
    if (readFileSync(stamp, 'utf8') === state) return;
  } catch {
    // No stamp yet.
  }
  work();
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

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
