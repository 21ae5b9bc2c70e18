/** Work that is killed at random moments and started again must end as work that was not. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { below, randomStream, uniform } from '../dist/random.js';
import { differences, readFolder } from './folders.mjs';
import { WORK } from './work.mjs';

/** Of work that was killed, the share that is killed again while it goes on from there. */
const AGAIN = 0.6;
/** The share that is killed as the folder changes, so that files are hit half written; the others at a moment. */
const AT_CHANGE = 0.3;
/** Of work that saves upon a signal, the share that gets it before; and how long it has until it is killed, in ms. */
const WARNED = 0.5;
const GRACE = 200;
/** Work that takes so many times as long as undisturbed is stuck. */
const PATIENCE = 10;
const MOST_FINDS = 20;

/**
 * Does a kind of work whole, then again and again in another folder until it was killed so many times, and compares the
 * folders whenever it came to its end by itself. `finds`: a line for each difference, leftover and end that was no success;
 * `left`: how many kills left files of each ending behind that the whole folder does not have. Folders of finds are kept in
 * `place`, which is gone if there are none.
 */
export async function kill(kind, { times, seed, onProgress }) {
  const work = WORK[kind];
  const random = randomStream(seed, 0);
  const place = await mkdtemp(join(tmpdir(), `kill-${kind}-`));
  await writeFiles(place, work.files());
  const whole = await start(work, join(place, 'whole'), {});
  if (whole.status !== 0) throw new Error(`${kind} fails undisturbed: ${whole.said}`);
  const expected = await readFolder(join(place, 'whole'));
  const told = { kind, seed, place, duration: whole.duration, killed: 0, compared: 0, left: {}, finds: [] };

  while (told.killed < times && told.finds.length < MOST_FINDS) {
    const folder = join(place, 'killed');
    const story = [];
    let end;
    do {
      const plan = draw(random, whole, work);
      end = await start(work, folder, plan);
      story.push(inWords(plan, end));
      if (end.signal === 'SIGKILL') {
        told.killed++;
        await countLeft(told.left, folder, expected);
      }
      onProgress?.(told);
    } while (wasStopped(end) && told.killed < times && uniform(random) < AGAIN);
    if (wasStopped(end)) end = await start(work, folder, { limit: PATIENCE * whole.duration });

    const problems = await problemsOf(end, folder, expected);
    told.compared++;
    told.finds.push(
      ...problems.map((problem) => `seed ${seed}, kill ${told.killed} (${story.join('; ')}): ${problem}`),
    );
    if (problems.length > 0) await rename(folder, join(place, `find-${told.compared}`));
    await rm(folder, { recursive: true, force: true });
  }
  if (told.finds.length === 0) await rm(place, { recursive: true });
  return told;
}

async function writeFiles(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

/** When the work is to be killed: after so many ms, or at so manieth change of its folder; and with what warning. */
function draw(random, whole, { savesUpon }) {
  const after = uniform(random) * whole.duration;
  const change = uniform(random) < AT_CHANGE ? 1 + below(random, Math.max(1, whole.changes)) : undefined;
  const grace = uniform(random) * GRACE;
  const isWarned = savesUpon !== undefined && uniform(random) < WARNED;
  return { ...(change === undefined ? { after } : { change }), ...(isWarned && { warning: savesUpon, grace }) };
}

function inWords({ after, change, warning, grace }, { signal, status }) {
  const when = change === undefined ? `after ${Math.round(after)} ms` : `at change ${change}`;
  const how = signal === 'SIGKILL' ? '' : `, ended before with status ${status}`;
  return `${when}${warning ? ` and ${warning} ${Math.round(grace)} ms before` : ''}${how}`;
}

/**
 * Starts the work in a folder, kills it as planned, and waits for its end. Its status or signal; what it said; the time that
 * it took in ms; the changes of its folder; whether it was given up after the `limit` in ms.
 */
async function start({ args }, folder, { after, change, warning, grace = 0, limit }) {
  await mkdir(folder, { recursive: true });
  const started = performance.now();
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const timers = [];
  const stop = () => {
    if (warning) child.kill(warning);
    if (grace === 0) child.kill('SIGKILL');
    else timers.push(setTimeout(() => child.kill('SIGKILL'), grace));
  };
  let isGivenUp = false;
  const giveUp = () => {
    isGivenUp = true;
    child.kill('SIGKILL');
  };
  if (after !== undefined) timers.push(setTimeout(stop, after));
  if (limit !== undefined) timers.push(setTimeout(giveUp, limit));
  let changes = 0;
  const watcher = watch(folder, { recursive: true }, () => {
    changes++;
    if (changes === change) stop();
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const [status, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...end) => resolve(end));
  });
  watcher.close();
  for (const timer of timers) clearTimeout(timer);
  return { status, signal, isGivenUp, changes, duration: performance.now() - started, said: said.trimEnd() };
}

/** 143: it heeded the warning, SIGTERM; which ends what does not hear signals yet. */
function wasStopped({ signal, status }) {
  return signal !== null || status === 143;
}

async function countLeft(left, folder, expected) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => !expected.has(name));
  for (const ending of new Set(names.map((name) => extname(name)))) {
    if (ending !== '') left[ending] = (left[ending] ?? 0) + 1;
  }
}

async function problemsOf({ status, signal, isGivenUp, duration, said }, folder, expected) {
  const last = said.split('\n').at(-1);
  if (isGivenUp) return [`stuck: no end after ${Math.round(duration / 1000)} s: ${last}`];
  if (status !== 0) return [`stuck: ended with ${signal ?? `status ${status}`}: ${last}`];
  return differences(expected, await readFolder(folder));
}
