/**
 * A whole run of the quickstart with its validation: ours against PyTorch's on the same examples, without measuring and
 * with BDM and block entropy of each matrix at each step; the shares of its parts; the most memory that runs need. One
 * thread each, in turn; ratios are of what was measured in the same round. Needs a build (`npm run setup`), and for the
 * comparison a python3 that has torch and numpy, or another by PYTHON=… Usage: node bench/run.mjs [rounds]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peakOf } from './memory.mjs';
import { median, row } from './print.mjs';
import { hasPytorch, inWords, SKIPPED, startScript } from './pytorch.mjs';
import { performer, writeTask } from './quickstart.mjs';
import { sharesOf } from './shares.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
/** So many that a run has as many steps as early stopping lets it have. */
const EPOCHS = 9;
const OURS = {
  none: { name: 'ours, nothing measured', series: [] },
  blocks: { name: 'ours, BDM and entropy at each step', series: ['bdm', 'blockEntropy'] },
  all: { name: 'ours, and rivals every 20 steps', series: undefined },
};
/** They have next to nothing to do before the first step, so that the slowest of them may run for less time. */
const THEIRS = {
  none: { name: 'PyTorch, nothing measured', epochs: EPOCHS, against: ['none', 'all'] },
  table: { name: 'PyTorch + table look-up in NumPy', epochs: EPOCHS, against: ['blocks', 'all'] },
  blocks: { name: 'PyTorch + block by block, as pybdm does', epochs: 2, against: ['blocks', 'all'] },
};

const task = await performer(EPOCHS);
const theirs = hasPytorch() ? await startTheirs() : null;
const rounds = [];
for (let round = -1; round < ROUNDS; round++) {
  const times = await timesOfOneRound();
  if (round >= 0) rounds.push(times);
}
theirs?.end();
printRuns();
await printShares();
printMemory();

async function startTheirs() {
  const folder = await mkdtemp(join(tmpdir(), 'kolmoscope-'));
  try {
    await writeTask(task, folder);
    return await startScript('run_pytorch.py', folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Microseconds a step of each, ours and theirs in turn. */
async function timesOfOneRound() {
  const times = { ours: {}, theirs: {} };
  for (const name of new Set([...Object.keys(OURS), ...Object.keys(THEIRS)])) {
    if (name in OURS) {
      const start = performance.now();
      const { training } = task.perform(0, OURS[name].series);
      times.ours[name] = (1000 * (performance.now() - start)) / training.steps;
      OURS[name].loss = training.keptValidationLoss;
    }
    if (theirs && name in THEIRS) {
      const { seconds, steps, loss } = await theirs.ask(`${name} ${THEIRS[name].epochs}`);
      times.theirs[name] = (1e6 * seconds) / steps;
      THEIRS[name].loss = loss;
    }
  }
  return times;
}

function printRuns() {
  const { training, data } = task.spec;
  console.log(
    `quickstart, 100-32-16-10: whole runs of ${EPOCHS} epochs of ${Math.ceil(data.subset / training.batchSize)} steps, ` +
      `${data.validation} examples of validation every ${training.evaluateEvery}; a step, medians of ${ROUNDS}`,
  );
  for (const [key, { name, loss }] of Object.entries(OURS)) {
    const times = rounds.map(({ ours }) => ours[key]);
    row(name, `${median(times).toFixed(1)} µs`, lossAfter(EPOCHS, loss));
  }
  if (theirs === null) return console.log(SKIPPED);
  const { numpy, evaluationBatch } = theirs.about;
  console.log(`${inWords(theirs.about)}; NumPy ${numpy}; it evaluates ${evaluationBatch} at once, which is fastest`);
  for (const [key, { name, loss, epochs, against }] of Object.entries(THEIRS)) {
    const times = rounds.map(({ theirs }) => theirs[key]);
    row(name, `${median(times).toFixed(1)} µs`, lossAfter(epochs, loss));
    for (const mine of against) {
      const ratios = rounds.map(({ ours, theirs }) => theirs[key] / ours[mine]);
      const each = ratios.map((ratio) => ratio.toFixed(1)).join(', ');
      row(`  against ${OURS[mine].name}`, `${median(ratios).toFixed(1)} times`, `by rounds ${each}`);
    }
  }
}

function lossAfter(epochs, loss) {
  return `validation loss ${loss.toFixed(3)} after ${epochs} epochs`;
}

async function printShares() {
  console.log('\nshares of our run with all measures, by V8’s profiler');
  const shares = await sharesOf(() => task.perform(0));
  for (const [part, share] of Object.entries(shares)) row(part, `${(100 * share).toFixed(1)} %`);
}

function printMemory() {
  console.log('\nmost memory of a process, runs of two epochs');
  const kinds = { worker: [1, 10], study: [4, 40] };
  for (const [what, counts] of Object.entries(kinds)) {
    for (const runs of counts)
      row(`${what}, ${runs} run${runs > 1 ? 's' : ''}`, `${peakOf(what, runs).toFixed(0)} MiB`);
  }
}
