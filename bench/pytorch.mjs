/** The interpreter that has PyTorch: python3 (Debian: python3-torch), or another one by PYTHON=… */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PYTHON = process.env.PYTHON ?? 'python3';
const ONE_THREAD = { ...process.env, OMP_NUM_THREADS: '1' };

export const SKIPPED = `PyTorch: skipped, ${PYTHON} has no torch (Debian: apt-get install python3-torch; another by PYTHON=…)`;

const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url));

export const hasPytorch = () => spawnSync(PYTHON, ['-c', 'import numpy, torch']).status === 0;

/** What a script of this folder prints, as JSON. */
export function runScript(name, argument) {
  const options = { env: ONE_THREAD, stdio: ['ignore', 'pipe', 'inherit'] };
  return JSON.parse(spawnSync(PYTHON, [pathOf(name), argument], options).stdout);
}

/** A script of this folder that answers each line with a line of JSON, and says one first. */
export async function startScript(name, argument) {
  const child = spawn(PYTHON, [pathOf(name), argument], { env: ONE_THREAD, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${PYTHON} ${name} ended`);
    return JSON.parse(value);
  };
  return {
    about: await answer(),
    ask(question) {
      child.stdin.write(`${question}\n`);
      return answer();
    },
    end: () => child.stdin.end(),
  };
}
