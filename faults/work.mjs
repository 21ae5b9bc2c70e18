/** The pieces of work that faults are done to: each takes a few seconds and writes all that its command writes. */
import { fileURLToPath } from 'node:url';
import { writeSafetensors } from '../dist/arrays/index.js';
import { randomStream, uniform } from '../dist/random.js';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));
const MAIN = pathOf('../dist/cli/main.js');

const SMALL = {
  data: { set: 'mnist', validation: 300, subset: 640 },
  network: { hidden: [8] },
  training: { patience: null, maxEpochs: 8 },
  analysis: { fewestEpochs: 2, resamples: 200 },
};
const STUDY = {
  ...SMALL,
  study: 'mortal',
  runs: 4,
  matrix: {
    width: [
      { name: 'narrow', network: { hidden: [8] } },
      { name: 'wide', network: { hidden: [32, 16] } },
    ],
  },
};
/** Most of its time is training, so that most kills leave states. */
const LONG = { ...SMALL, study: 'long', runs: 4, training: { ...SMALL.training, maxEpochs: 60 } };

const CHECKPOINTS = 40;
const SIDE = 256;

/** Checkpoints of one matrix of which less and less is negative, and their losses. */
function checkpoints() {
  const random = randomStream(1, 0);
  const first = Float32Array.from({ length: SIDE * SIDE }, () => uniform(random));
  const steps = Array.from({ length: CHECKPOINTS }, (_, step) => step);
  const files = steps.map((step) => {
    const values = first.map((value) => value - 0.5 * 0.9 ** step);
    return [`trained/${step}.safetensors`, writeSafetensors([{ name: 'weight', shape: [SIDE, SIDE], values }])];
  });
  const losses = steps.map((step) => `${step},${2.3 * 0.9 ** step}\n`);
  return { ...Object.fromEntries(files), 'trained/loss.csv': `step,loss\n${losses.join('')}` };
}

/**
 * By kind: the arguments of Node that do the work in its folder, the files that it needs beside that folder, and the signal
 * upon which it saves what it has and ends.
 */
export const WORK = {
  run: {
    args: [MAIN, 'run', '../study.json', '--out', 'out', '--threads', '2'],
    files: () => ({ 'study.json': JSON.stringify(STUDY) }),
  },
  state: {
    args: [pathOf('oftenSaved.mjs'), '../study.json', 'out'],
    files: () => ({ 'study.json': JSON.stringify(LONG) }),
  },
  sensitivity: {
    args: [
      ...[MAIN, 'sensitivity', '../study.json', '--out', 'out', '--threads', '2'],
      ...['--only', 'training.learningRate,analysis.trajectories'],
    ],
    files: () => ({ 'study.json': JSON.stringify({ ...SMALL, study: 'open', runs: 3 }) }),
  },
  watch: {
    args: [MAIN, 'watch', '../trained', '--loss', 'loss.csv', '--out', 'out', '--boundary', 'correlated'],
    files: checkpoints,
  },
  ctm: {
    args: [
      ...[MAIN, 'ctm', 'build', '--dims', '2', '--states', '4', '--cutoff', '100'],
      ...['--threads', '2', '--out', 'table.ctm'],
    ],
    files: () => ({}),
    savesUpon: 'SIGTERM',
  },
};
