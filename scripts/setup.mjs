/**
 * Makes a checkout ready with Node's built-ins alone: installs the dependencies if they are missing or stale, and
 * builds dist/ if a source changed. Looks at a few hundred files' dates when there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command in the checkout; ends this process with its status if it fails. */
export function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (error) {
    process.stderr.write(`${command}: ${error.message}\n`);
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? 1);
}

export function setUp() {
  once(join('node_modules', '.kolmoscope-installed'), hash(readFileSync(join(ROOT, 'package-lock.json'))), () => {
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  });
  once(
    join('dist', '.built'),
    hash(['package.json', 'package-lock.json', ...sources()].map(stateOf).join('\n')),
    () => {
      rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
      run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
      chmodSync(join(ROOT, 'dist/cli/main.js'), 0o755);
    },
  );
}

/** Does the work unless the stamp file says that it was done for the same state. */
function once(stamp, state, work) {
  const path = join(ROOT, stamp);
  try {
    if (readFileSync(path, 'utf8') === state) return;
  } catch {
    // No stamp yet.
  }
  work();
  writeFileSync(path, state);
}

function sources() {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true }).map((file) => join('src', file));
  return ['tsconfig.json', 'tsconfig.build.json', ...files.filter((file) => file.endsWith('.ts')).sort()];
}

function stateOf(file) {
  const { mtimeMs, size } = statSync(join(ROOT, file));
  return `${file} ${mtimeMs} ${size}`;
}

function hash(content) {
  return createHash('sha256').update(content).update(process.version).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
