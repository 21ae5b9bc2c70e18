/** Half-done work whose file was damaged must not end as other work: each time one bit, now and then more. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { buildTableFile } from '../dist/app/index.js';
import { loadTable } from '../dist/ctm/index.js';
import { Performer } from '../dist/engine/index.js';
import { below, randomStream } from '../dist/random.js';
import { hashOf } from '../dist/study/identity.js';
import { parseSpec } from '../dist/study/spec.js';

/** After so many single-bit flips comes one of the other damages. */
const OTHERS_EVERY = 10;
const PAGE = 4096;
/** Of the finds, how many are told. */
const MOST_TOLD = 10;

/** What becomes of a damaged file's work; the last three must not be. */
const OUTCOMES = ['resumed', 'begun anew', 'refused once', 'silently different', 'stuck', 'unclear'];
const ALLOWED = OUTCOMES.slice(0, 3);

/** Half of the flips are in bytes that are not zero: most of a table's counts are, and say little. */
const flipBit = (bytes, random) => {
  const isAnywhere = below(random, 2) === 0;
  let at = below(random, bytes.length);
  while (!isAnywhere && bytes[at] === 0) at = below(random, bytes.length);
  const bit = below(random, 8);
  bytes[at] ^= 1 << bit;
  return [bytes, `bit ${bit} of byte ${at} flipped`];
};

/** More than a bit; each gives the damaged bytes and what was done in words. */
const OTHERS = [
  (bytes, random) => {
    const length = below(random, bytes.length);
    return [bytes.subarray(0, length), `cut after ${length} bytes`];
  },
  (bytes, random) => {
    const value = below(random, 256);
    return [Buffer.concat([bytes, Uint8Array.of(value)]), `byte ${value} appended`];
  },
  (bytes, random) => {
    const start = PAGE * below(random, Math.ceil(bytes.length / PAGE));
    bytes.subarray(start, start + PAGE).fill(0);
    return [bytes, `page from byte ${start} zeroed`];
  },
  (bytes) => {
    const half = bytes.length >> 1;
    return [Buffer.concat([bytes.subarray(half), bytes.subarray(0, half)]), 'halves swapped'];
  },
];

/** The state of a run that stopped two thirds of the way; `resume` says whether it went on from there, and ended the same. */
async function state(folder) {
  const spec = parseSpec(
    {
      study: 'flipped',
      data: { set: 'mnist', validation: 300, subset: 640 },
      network: { hidden: [8] },
      training: { maxEpochs: 6 },
      measures: { table: '2d-n4' },
    },
    'flipped',
  );
  const [steps, stop] = [60, 40];
  const tables = { '2d-n4': (await loadTable('2d-n4')).sha256 };
  const series = ['bdm_2dn4', 'blockEntropy'];
  const job = { spec, specHash: hashOf(spec), tables, run: 2, series, keepSteps: true };
  const whole = await new Performer().perform(job);
  const stopping = new Performer({ folder, seconds: 0 }).perform(job, ({ step }) => {
    if (step === stop) throw new Error('stopped');
  });
  await stopping.catch(() => {});
  const performer = new Performer({ folder, seconds: Number.POSITIVE_INFINITY });
  return {
    file: join(folder, `run-${job.specHash.slice(0, 8)}-0002.json.gz.state`),
    async resume() {
      let [first, seen] = [steps, 0];
      const result = await performer.perform(job, ({ step }) => {
        first = Math.min(first, step);
        if (++seen > 10 * steps) throw new Error('does not end');
      });
      return { isResumed: first > 0, isSame: isDeepStrictEqual(result, whole) };
    },
  };
}

/** A table's build that lacks its last batch. */
async function part(folder) {
  const space = { dims: 2, states: 4, symbols: 2 };
  const out = join(folder, 'table.ctm');
  const how = { cutoff: 8, threads: 1, out };
  await buildTableFile(space, how);
  const whole = await readFile(out);
  await rm(out);
  const stop = new AbortController();
  const onProgress = ({ done, total }) => done === total - 1 && stop.abort();
  await buildTableFile(space, { ...how, signal: stop.signal, onProgress }).catch(() => {});
  return {
    file: `${out}.part`,
    async resume() {
      let first = Number.POSITIVE_INFINITY;
      await buildTableFile(space, { ...how, onProgress: ({ done }) => (first = Math.min(first, done)) });
      return { isResumed: first > 1, isSame: whole.equals(await readFile(out)) };
    },
  };
}

export const HALF_DONE = { state, part };

/**
 * Damages the file of half-done work again and again, so many times by one bit, and goes on with the work from it. `bits` and
 * `others`: how often each outcome was, after flips and after other damages; `finds`: a line for each that must not be.
 */
export async function flip(kind, { times, seed, onProgress }) {
  const random = randomStream(seed, 0);
  const folder = await mkdtemp(join(tmpdir(), `flip-${kind}-`));
  try {
    const { file, resume } = await HALF_DONE[kind](folder);
    const good = await readFile(file);
    const told = { kind, seed, size: good.length, flips: 0, bits: {}, others: {}, finds: [] };
    const damage = async (how, counts) => {
      const [bytes, what] = how(Buffer.from(good), random);
      if (bytes.equals(good)) return;
      await rm(folder, { recursive: true });
      await mkdir(folder);
      await writeFile(file, bytes);
      const { outcome, message } = await judge(file, resume);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      if (!ALLOWED.includes(outcome)) told.finds.push(`seed ${seed}, ${what}: ${outcome}${message ?? ''}`);
    };
    while (told.flips < times) {
      await damage(flipBit, told.bits);
      told.flips++;
      if (told.flips % OTHERS_EVERY === 0)
        await damage(OTHERS[(told.flips / OTHERS_EVERY) % OTHERS.length], told.others);
      onProgress?.(told);
    }
    return told;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The work may be refused once, in words that name the file, if the same command goes on the next time. */
async function judge(file, resume) {
  const first = await attempt(resume);
  if (!('refusal' in first)) return first;
  const second = await attempt(resume);
  const { refusal } = first;
  if ('refusal' in second) return { outcome: 'stuck', message: `: ${second.refusal}` };
  if (second.outcome === 'silently different') return second;
  return refusal.includes(basename(file))
    ? { outcome: 'refused once' }
    : { outcome: 'unclear', message: `: ${refusal}` };
}

async function attempt(resume) {
  try {
    const { isResumed, isSame } = await resume();
    if (!isSame) return { outcome: 'silently different' };
    return { outcome: isResumed ? 'resumed' : 'begun anew' };
  } catch (error) {
    return { refusal: error.message.split('\n')[0] };
  }
}

/** "400 resumed, 600 begun anew". */
export function outcomesInWords(counts) {
  return OUTCOMES.map((outcome) => `${counts[outcome] ?? 0} ${outcome}`).join(', ');
}

export function toldFinds({ finds }) {
  const more = finds.length - MOST_TOLD;
  return more > 0 ? [...finds.slice(0, MOST_TOLD), `and ${more} more`] : finds;
}
