/** The built command, as a user types it in a folder. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export function runIn(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

/** Standard error without the lines that say how far a command is: there are some where the machine is busy. */
export function withoutProgress(stderr: string): string {
  return stderr.replace(/^.*, about \d+ (s|min) left.*\n/gm, '');
}
