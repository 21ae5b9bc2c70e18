/** The interpreter that has PyTorch: python3 (Debian: python3-torch), or another one by PYTHON=… */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PYTHON = process.env.PYTHON ?? 'python3';
const ENVIRONMENT = { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' };

export const SKIPPED = `PyTorch: skipped, ${PYTHON} has no torch (Debian: apt-get install python3-torch; another by PYTHON=…)`;

/** GFLOP/s; slower than this the BLAS is the plain reference, as it is with Debian's torch alone. */
const SLOW_BLAS = 6;

/** In words, what a script says of the PyTorch that it has. */
export function inWords({ torch, gflops }) {
  const hint = gflops < SLOW_BLAS ? ' (a slow BLAS: Debian has libopenblas0-pthread)' : '';
  return `PyTorch ${torch}, dense product 512×512×512 at ${gflops.toFixed(0)} GFLOP/s${hint}`;
}

const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url));

export const hasPytorch = () => spawnSync(PYTHON, ['-c', 'import numpy, torch']).status === 0;

/** A script of this folder that answers each line with a line of JSON, and says one first. */
export async function startScript(name, ...options) {
  const child = spawn(PYTHON, [pathOf(name), ...options], { env: ENVIRONMENT, stdio: ['pipe', 'pipe', 'inherit'] });
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
