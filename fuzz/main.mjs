/**
 * Fuzzes the program's readers: valid files with fields changed. Usage, after `npm run setup`:
 *
 *     npm run fuzz -- READER [--seconds 60] [--seed 1] [--cases N] [--case I] [--save FOLDER]
 *     npm run fuzz -- all --seconds 2
 *     npm run fuzz -- --list
 *
 * A case is good if it is read and has what it promises, or is refused by the reader's own error in one printable line. A
 * find is anything else, a case of more than 5 s, or more than 512 MB. Case I of seed S is always the same: --case does it
 * alone. What was found is written into a folder; the exit code is then 1.
 */
import { fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Draw } from './draw.mjs';
import { loadReader, NUMBERS, PROGRESS, READERS } from './readers.mjs';

const MOST = { seconds: 5, megabytes: 512 };
const LOOK = 20;
const TELL = 10_000;
const MOST_FINDS = 10;

const whole = (text, name) => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} ${text}: expected a whole number`);
  process.exit(2);
};
const text = { type: 'string' };
const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: text, seed: text, cases: text, case: text, save: text, list: { type: 'boolean' } },
});
const one = given.case === undefined ? undefined : whole(given.case, 'case');
const cases = one !== undefined ? 1 : given.cases === undefined ? Number.MAX_SAFE_INTEGER : whole(given.cases, 'cases');
const seconds =
  given.seconds === undefined ? (cases < Number.MAX_SAFE_INTEGER ? 86_400 : 60) : whole(given.seconds, 'seconds');
const seed = whole(given.seed ?? '1', 'seed');
const folder = given.save ?? join(tmpdir(), 'kolmoscope-fuzz');
const names = positionals[0] === 'all' ? READERS : positionals;
const unknown = names.filter((name) => !READERS.includes(name));

if (given.list || names.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`no such reader: ${unknown.join(', ')}`);
  console.log(`all\n${READERS.join('\n')}`);
  process.exit(given.list ? 0 : 2);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
let finds = 0;
for (const name of names) finds += await fuzz(name);
process.exit(finds > 0 ? 1 : 0);

/** Lets a worker read cases and looks after it; returns how many finds there were. */
async function fuzz(name) {
  const reader = await loadReader(name);
  // In memory where the system has such a folder.
  const cwd = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'kolmoscope-fuzz-'));
  const task = JSON.stringify({ name, seed, first: one ?? 0, cases, seconds });
  const worker = fork(new URL('./worker.mjs', import.meta.url), [task], { cwd });
  const leave = () => {
    worker.kill('SIGKILL');
    rmSync(cwd, { recursive: true, force: true });
  };
  process.once('exit', leave);
  const began = performance.now();
  let found = 0;
  const find = (number, problem) => {
    found++;
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${name}-${seed}-${number}.${reader.ending}`);
    writeFileSync(path, reader.make(new Draw(seed, number)));
    console.error(`${name}: seed ${seed}, case ${number}: ${problem}\n  ${path}`);
    if (found >= MOST_FINDS) worker.kill('SIGKILL');
  };
  let [base, peak, told] = [Number.POSITIVE_INFINITY, 0, began];
  let last = { done: 0, since: began };
  const look = setInterval(() => {
    const now = performance.now();
    const { isReady, number, done } = progressIn(cwd);
    const used = megabytesOf(worker.pid);
    if (done === 0 || base === 0) base = used;
    peak = Math.max(peak, used - base);
    if (!isReady || done !== last.done) last = { done, since: now };
    const isSlow = now - last.since > 1000 * MOST.seconds;
    if (isSlow) find(number, `not done after ${MOST.seconds} s`);
    else if (peak > MOST.megabytes) find(number, `${Math.round(peak)} MB`);
    if (isSlow || peak > MOST.megabytes) {
      clearInterval(look);
      worker.kill('SIGKILL');
    }
    if (now - told > TELL) {
      told = now;
      console.log(`${name}: ${done} cases`);
    }
  }, LOOK);
  worker.on('message', ({ number, problem }) => find(number, problem));
  const [code, signal] = await new Promise((resolve) => worker.on('exit', (...how) => resolve(how)));
  clearInterval(look);
  const { number, done, read, refused, slowest, slowestNumber } = progressIn(cwd);
  process.off('exit', leave);
  leave();
  // What nobody caught: at this case, or at one shortly before it.
  if (code !== 0 && found === 0) find(number, `the process ended by ${signal ?? `code ${code}`}`);
  const taken = (performance.now() - began) / 1000;
  console.log(
    `${name.padEnd(12)}${done} cases of seed ${seed}, ${Math.round(done / taken)} a second; ${read} read, ${refused} refused; ` +
      `slowest ${slowest.toFixed(1)} ms (case ${slowestNumber}); memory grew by ${Math.round(peak)} MB; ` +
      `${found === 0 ? 'nothing found' : `${found} FOUND`}`,
  );
  return found;
}

/** What the worker in a folder has noted. */
function progressIn(cwd) {
  const numbers = new Float64Array(NUMBERS.length);
  try {
    new Uint8Array(numbers.buffer).set(readFileSync(join(cwd, PROGRESS)));
  } catch {
    // It has not begun.
  }
  return Object.fromEntries(NUMBERS.map((field, i) => [field, numbers[i]]));
}

/** Memory that a process holds, in MB; 0 where the system does not say so in this way. */
function megabytesOf(pid) {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * 4096) / 1e6;
  } catch {
    return 0;
  }
}
