/** The built command, as a user types it in a folder. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const { kolmoscope } = (await import(
  new URL('../../dist/cli/program.js', import.meta.url).href
)) as typeof import('../../src/cli/program.ts');

export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
type Environment = Readonly<Record<string, string>>;

/** One command after the other has folder, environment and streams of this process for itself. */
let last: Promise<unknown> = Promise.resolve();

/** Runs the command in this process, which takes a tenth of the time. */
export function runIn(folder: string, args: readonly string[], env: Environment = {}): Promise<Said> {
  const said = last.then(() => runHere(folder, args, env));
  last = said.catch(() => {});
  return said;
}

async function runHere(folder: string, args: readonly string[], env: Environment): Promise<Said> {
  const { stdout, stderr } = process;
  const [cwd, exitCode, outer] = [process.cwd(), process.exitCode, { ...process.env }];
  const [out, err] = [stdout.write, stderr.write];
  const said = { out: '', err: '' };
  try {
    process.chdir(folder);
    Object.assign(process.env, env);
    process.exitCode = undefined;
    const into = (name: 'out' | 'err') => (text: unknown) => {
      said[name] += String(text);
      return true;
    };
    [stdout.write, stderr.write] = [into('out'), into('err')];
    await kolmoscope(args);
    return { status: Number(process.exitCode ?? 0), stdout: said.out, stderr: said.err };
  } finally {
    [stdout.write, stderr.write] = [out, err];
    process.exitCode = exitCode;
    for (const name of Object.keys(env)) {
      if (outer[name] === undefined) delete process.env[name];
      else process.env[name] = outer[name];
    }
    process.chdir(cwd);
  }
}

/** Runs the command in a process of its own. */
export function spawnIn(folder: string, args: readonly string[]): Said {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

/** Standard error without the lines that say how far a command is: there are some where the machine is busy. */
export function withoutProgress(stderr: string): string {
  return stderr.replace(/^.*, about \d+ (s|min) left.*\n/gm, '');
}
