/**
 * Reads case after case of one reader, in a process that main.mjs watches: by its memory, and by the numbers that it keeps in
 * a file, which outlive it.
 */
import { openSync, writeSync } from 'node:fs';
import { describeError } from '../dist/app/errors.js';
import { Draw } from './draw.mjs';
import { loadReader, NUMBERS, PROGRESS } from './readers.mjs';

const { name, seed, first, cases, seconds } = JSON.parse(process.argv[2]);
const progress = openSync(PROGRESS, 'w');
const numbers = new Float64Array(NUMBERS.length);
const at = Object.fromEntries(NUMBERS.map((field, i) => [field, i]));
const tell = () => writeSync(progress, numbers, 0, numbers.byteLength, 0);
const ONE_LINE = /^\P{C}{1,2000}$/u;
/** Promises whose failure nobody awaits are noticed only when the queue of the others is empty. */
const PAUSE = 32;

const reader = await loadReader(name);
numbers[at.isReady] = 1;
const end = performance.now() + 1000 * seconds;
for (let number = first; number < first + cases && performance.now() < end; number++) {
  numbers[at.number] = number;
  tell();
  const bytes = reader.make(new Draw(seed, number));
  const started = performance.now();
  const problem = await problemOf(bytes);
  const taken = performance.now() - started;
  if (taken > numbers[at.slowest]) {
    numbers[at.slowest] = taken;
    numbers[at.slowestNumber] = number;
  }
  numbers[at.done]++;
  if (problem !== undefined) process.send({ number, problem });
  if (number % PAUSE === 0) await new Promise(setImmediate);
}
await new Promise(setImmediate);
tell();
process.disconnect();

/** What is wrong with how a case is taken; undefined where nothing is. */
async function problemOf(bytes) {
  try {
    await reader.read(bytes);
    numbers[at.read]++;
    return undefined;
  } catch (error) {
    if (!reader.isRefusal(error)) return error?.stack ?? String(error);
    numbers[at.refused]++;
    const line = describeError(error);
    return ONE_LINE.test(line) ? undefined : `a message that is no printable line: ${JSON.stringify(line)}`;
  }
}
