/** `kolmoscope watch`, built, as a user types it, on files as PyTorch's users write them. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleCorrelation, sampleRankCorrelation } from 'simple-statistics';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadTable } from '../../src/ctm/index.ts';
import { seriesNamed } from '../../src/measures/index.ts';
import { onSimd } from '../../src/nn/backend/simd.ts';
import { buildModel } from '../../src/nn/training/model.ts';
import { train } from '../../src/nn/training/train.ts';
import { randomStream, uniform32 } from '../../src/random.ts';
import type { RunCoefficients } from '../../src/study/analysis/analysis.ts';
import { NetworkMeasures } from '../../src/study/run/measures.ts';
import { npy, npz, safetensors } from '../arrays/files.ts';
import { slowBlocks, slowMeasures } from '../bdm/slowBdm.ts';
import { checkWellFormed, visibleText } from '../report/markup.ts';
import { MAIN, runIn, withoutProgress } from './command.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'));
  return () => rmSync(folder, { recursive: true });
});

async function watch(...args: string[]) {
  const { status, stdout, stderr } = await runIn(folder, ['watch', ...args]);
  return { status, stdout, stderr: withoutProgress(stderr) };
}

const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8');
const summaryOf = (name: string) => JSON.parse(read('watch', name, 'summary.json'));

interface Weights {
  readonly [name: string]: { readonly shape: readonly number[]; readonly values: Float32Array };
}

function asSafetensors(weights: Weights): Uint8Array {
  let at = 0;
  const header = Object.entries(weights).map(([name, { shape, values }]) => {
    const start = at;
    at += values.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [start, at] }];
  });
  return safetensors(Object.fromEntries(header), Buffer.concat(Object.values(weights).map(bytesOf)));
}

function asNpz(weights: Weights): Uint8Array {
  return npz(
    Object.entries(weights).map(([name, { shape, values }]) => {
      const tuple = `(${shape.map((size) => `${size},`).join(' ')})`;
      return [name, npy(`{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }\n`, bytesOf({ values }))];
    }),
  );
}

function bytesOf({ values }: { values: Float32Array }): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

const CHECKPOINTS = 8;
const STEP = 50;

/** Random weights, more and more of which become positive: a convolution, a dense layer, a bias, a small matrix. */
function checkpointsOf(seed: number): Weights[] {
  const random = randomStream(seed, 0);
  const draw = (size: number) => Float32Array.from({ length: size }, () => uniform32(random) / 2 ** 32);
  const base = { conv: draw(8 * 3 * 4 * 4), dense: draw(10 * 14), small: draw(2 * 9) };
  return Array.from({ length: CHECKPOINTS }, (_, i) => {
    const level = 0.5 * 0.7 ** i;
    const at = (values: Float32Array) => values.map((value) => value - level);
    return {
      'features.0.weight': { shape: [8, 3, 4, 4], values: at(base.conv) },
      'features.0.bias': { shape: [8], values: new Float32Array(8) },
      'classifier.weight': { shape: [10, 14], values: at(base.dense) },
      'gate.weight': { shape: [2, 9], values: at(base.small) },
    };
  });
}

const lossAt = (i: number, run: number) => 2.3 * 0.8 ** i + 0.05 * ((i * (run + 2)) % 3);

function writeRun(name: string, run: number, encode: (weights: Weights) => Uint8Array, ending: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  checkpointsOf(run).forEach((weights, i) => {
    writeFileSync(join(folder, name, `step-${i * STEP}${ending}`), encode(weights));
  });
  const rows = Array.from({ length: CHECKPOINTS }, (_, i) => `${i * STEP},${lossAt(i, run)},0.001`);
  writeFileSync(join(folder, name, 'loss.csv'), `step,loss,lr\n${rows.join('\n')}\n`);
}

/** Rows of bits of a matrix of so many columns. */
function bitsOf({ values }: { values: Float32Array }, columns: number): number[][] {
  const bits = Array.from(values, (value) => (value > 0 ? 1 : 0));
  return Array.from({ length: bits.length / columns }, (_, row) => bits.slice(row * columns, (row + 1) * columns));
}

const table = await loadTable();
const MATRICES = { 'features.0.weight': 48, 'classifier.weight': 14 } as const;

/** The measures of a run's checkpoints by the slow definitions: of each matrix, and summed. */
function slowTrajectories(run: number) {
  return checkpointsOf(run).map((weights) => {
    const layers = Object.entries(MATRICES).map(([name, columns]) =>
      slowMeasures(slowBlocks(bitsOf(weights[name], columns), {}), table),
    );
    const total = (name: 'bdm' | 'blockEntropy') => layers.reduce((sum, layer) => sum + layer[name], 0);
    return { layers, bdm: total('bdm'), blockEntropy: total('blockEntropy') };
  });
}

/** log1p, and the Gaussian of sigma 1 over a series that is written out with its reflections. Correlation needs no scale. */
function slowProcessed(series: readonly number[]): number[] {
  const logs = series.map(Math.log1p);
  const backwards = [...logs].reverse();
  const long = [...backwards, ...logs, ...backwards];
  const weight = (k: number) => Math.exp(-(k ** 2) / 2);
  return logs.map((_, i) => {
    let [sum, weights] = [0, 0];
    for (let k = -4; k <= 4; k++) {
      sum += weight(k) * long[logs.length + i + k];
      weights += weight(k);
    }
    return sum / weights;
  });
}

describe('one run', () => {
  beforeAll(() => writeRun('mlp', 1, asNpz, '.npz'));

  test('is analysed as by hand: slow BDM, slow smoothing, simple-statistics', async () => {
    const { status, stdout, stderr } = await watch('mlp', '--loss', 'loss.csv');
    expect(stderr).toBe('mlp: gate.weight is left out: smaller than a block\n');
    expect(status).toBe(0);
    const { measures, runs, sources, matrices, leftOut, blocks } = summaryOf('mlp');
    expect(runs).toEqual({ asked: 1, finished: 1, kept: 1 });
    expect(sources[0].checkpoints.map(({ step }: { step: number }) => step)).toEqual([
      0, 50, 100, 150, 200, 250, 300, 350,
    ]);
    expect(matrices.map(({ name, rows, columns, blocks }: never) => [name, rows, columns, blocks])).toEqual([
      ['features.0.weight', 8, 48, 24],
      ['classifier.weight', 10, 14, 6],
    ]);
    expect(leftOut).toEqual({ tooSmall: ['gate.weight'], vectors: 1 });
    expect(blocks).toEqual({ measured: CHECKPOINTS * 30, missing: 0 });

    const slow = slowTrajectories(1);
    const loss = slowProcessed(slow.map((_, i) => lossAt(i, 1)));
    for (const name of ['bdm', 'blockEntropy'] as const) {
      const total = slowProcessed(slow.map((checkpoint) => checkpoint[name]));
      expect(measures[name].pearson.mean).toBeCloseTo(sampleCorrelation(total, loss), 10);
      expect(measures[name].spearman.mean).toBeCloseTo(sampleRankCorrelation(total, loss), 10);
      expect(measures[name].pearson).toMatchObject({ lo: null, hi: null, defined: 1 });
      [0, 1].forEach((layer) => {
        const series = slowProcessed(slow.map(({ layers }) => layers[layer][name]));
        expect(measures[name].layers[layer].pearson.mean).toBeCloseTo(sampleCorrelation(series, loss), 10);
      });
    }
    expect(stdout).toMatch(/^\nmlp: 1 run of 8 checkpoints, 2 weight matrices, 524 weights\n/);
    expect(stdout).toContain('One run has no interval and no test.');
    expect(stdout).toContain('This one run cannot tell whether BDM follows the training loss more closely');
    expect(stdout).toMatch(/\nReport: watch\/mlp\/report\.html \([\d.]+ s\)\n$/);
    expect(stdout).not.toMatch(/accuracy|sign-flip/);
  });

  test('its trajectories are written, one row a checkpoint', async () => {
    const [head, ...rows] = read('watch/mlp/trajectories.csv').trimEnd().split('\n');
    expect(head).toBe(
      'run,step,checkpoint,loss,bdm,block_entropy,bdm features.0.weight,block_entropy features.0.weight,bdm classifier.weight,block_entropy classifier.weight',
    );
    const slow = slowTrajectories(1);
    expect(rows.length).toBe(CHECKPOINTS);
    rows.forEach((row, i) => {
      const [run, step, name, ...numbers] = row.split(',');
      expect([run, step, name]).toEqual(['0', String(i * STEP), `step-${i * STEP}.npz`]);
      const { bdm, blockEntropy, layers } = slow[i];
      const expected = [lossAt(i, 1), bdm, blockEntropy, ...layers.flatMap((layer) => [layer.bdm, layer.blockEntropy])];
      expect(numbers.map(Number)).toEqual(expected.map((value) => expect.closeTo(value, 9)));
    });
  });

  test('its report and figure say what was done, and nothing of other studies', async () => {
    const page = read('watch/mlp/report.html');
    checkWellFormed(page);
    checkWellFormed(read('watch/mlp/curves.svg'));
    const words = visibleText(page);
    expect(words).not.toMatch(
      /MNIST|early stopping|patience|accuracy|Published|epoch|sign-flip|bootstrap|NaN(?! and infinite weights)/,
    );
    for (const expected of [
      'kolmoscope watch mlp --loss loss.csv',
      createHash('sha256').update(read('mlp/loss.csv')).digest('hex'),
      table.sha256,
      'mlp, 8 checkpoints, step-0.npz to step-350.npz',
      'features.0.weight (8 × 3 × 4 × 4), classifier.weight (10 × 14)',
      'smaller than a block: gate.weight',
      '1 where a weight is greater than 0, else 0',
      'Whether it would happen again.',
    ]) {
      expect(words).toContain(expected);
    }
  });

  test('the same weights as .safetensors, or in folders, give the same numbers', async () => {
    writeRun('other', 1, asSafetensors, '.safetensors');
    checkpointsOf(1).forEach((weights, i) => {
      mkdirSync(join(folder, 'sub', `checkpoint-${i * STEP}`), { recursive: true });
      writeFileSync(join(folder, 'sub', `checkpoint-${i * STEP}`, 'model.safetensors'), asSafetensors(weights));
    });
    await watch('other', '--loss', 'loss.csv');
    await watch('sub', '--loss', 'mlp/loss.csv');
    for (const name of ['other', 'sub']) expect(summaryOf(name).measures).toEqual(summaryOf('mlp').measures);
  });

  test('options reach the measures', async () => {
    const { status, stdout } = await watch(
      ...['mlp', '--loss', 'loss.csv', '--out', 'o', '--only', 'class*', '--boundary', 'correlated', '--json'],
      ...['--smoothing', '0', '--binarize', 'threshold=0.1', '--table', '2d-n4', '--aggregate', 'pooled'],
    );
    expect(status).toBe(0);
    const summary = JSON.parse(stdout);
    expect(summary.matrices).toMatchObject([{ name: 'classifier.weight', blocks: 7 * 11 }]);
    expect(summary.table.states).toBe(4);
    expect(summary.analysis.smoothing).toBe(0);
    expect(visibleText(read('o/report.html'))).toContain('a weight is greater than 0.1');
  });
});

test('where names tell no steps, checkpoints are taken by name, which is said', async () => {
  writeRun('named', 1, asNpz, '.npz');
  rmSync(join(folder, 'named/step-350.npz'));
  writeFileSync(join(folder, 'named/step-last.npz'), asNpz(checkpointsOf(1)[CHECKPOINTS - 1]));
  const losses = Array.from({ length: CHECKPOINTS }, (_, i) => lossAt(i, 1));
  writeFileSync(join(folder, 'named.csv'), losses.join('\n'));
  const { status, stderr } = await watch('named', '--loss', 'named.csv', '--only', '*er.weight');
  expect([status, stderr]).toEqual([
    0,
    'named: in the order of the names, which do not each have a number of their own\n',
  ]);
  const rows = read('watch/named/trajectories.csv').trimEnd().split('\n').slice(1);
  const names = rows.map((row) => row.split(',').slice(0, 4).join());
  expect(names[1]).toBe(`0,,step-50.npz,${losses[1]}`);
  expect(names[7]).toBe(`0,,step-last.npz,${losses[7]}`);
});

test('several runs have intervals and a paired test, and their place in the order of the folders', async () => {
  for (const run of [1, 2, 3]) writeRun(`seeds/${run}`, run, asSafetensors, '.safetensors');
  const { status, stdout } = await watch('seeds/1', 'seeds/2', 'seeds/3', '--loss', 'loss.csv', '--out', 'three');
  expect(status).toBe(0);
  expect(stdout).toContain('1: 3 runs of 8 checkpoints');
  expect(stdout).toContain('sign-flip test');
  const { measures, coefficients, difference } = JSON.parse(read('three/summary.json'));
  const expected = [1, 2, 3].map((run) => {
    const slow = slowTrajectories(run);
    return sampleCorrelation(
      slowProcessed(slow.map(({ bdm }) => bdm)),
      slowProcessed(slow.map((_, i) => lossAt(i, run))),
    );
  });
  expect(coefficients.map(({ measures }: Pick<RunCoefficients, 'measures'>) => measures.bdm.pearson)).toEqual(
    expected.map((r) => expect.closeTo(r, 10)),
  );
  expect(measures.bdm.pearson.mean).toBeCloseTo((expected[0] + expected[1] + expected[2]) / 3, 10);
  expect(difference.pearson.p).toBeGreaterThanOrEqual(0.25);
  const words = visibleText(read('three/report.html'));
  expect(words).toContain('Run by run');
  expect(words).not.toMatch(/MNIST|accuracy|Published|epoch/);
});

test('the weights of each step of a training that is measured here give its trajectories', async () => {
  const random = randomStream(5, 1);
  const features = 20;
  const count = 60;
  const x = Float32Array.from({ length: count * features }, () => uniform32(random) / 2 ** 31 - 1);
  const labels = Uint8Array.from({ length: count }, (_, i) => (x[i * features] > 0 ? 1 : 0));
  const data = { x, labels, count, features };
  const options = { hidden: [12], outputWeights: 'binary', bias: false, normalise: 'beforeSign' } as const;
  const stes = { normaliseLogits: true, weightSte: 'identity', activationSte: 'clipped', clipLatent: false } as const;
  const training = { optimizer: 'adam', learningRate: 0.05, batchSize: 20, evaluateEvery: 9, patience: null } as const;
  const fixed = { ...training, maxEpochs: 4, schedule: 'constant', loss: 'crossEntropy' } as const;
  const model = onSimd((backend) => buildModel(backend, [features], 4, { ...options, ...stes }, fixed));
  const { network } = model;
  network.initialise(random);
  const losses: number[] = [];
  const series = [seriesNamed('bdm'), seriesNamed('blockEntropy')];
  const sampling = { sampleEvery: 20, stepsPerEpoch: 3, floatBits: null };
  const measures = new NetworkMeasures({ series, tables: { '2d-n5': table }, ...sampling }, network.matrices);
  mkdirSync(join(folder, 'steps'));
  train(model, data, data, fixed, random, {
    onStep(step, _, loss) {
      losses.push(loss);
      measures.record(step);
      const weights = network.matrices.map(({ weights, outputs, inputs }, i) => [
        `layer${i}.weight`,
        { shape: [outputs, inputs], values: weights },
      ]);
      writeFileSync(join(folder, 'steps', `step${step}.safetensors`), asSafetensors(Object.fromEntries(weights)));
    },
  });
  writeFileSync(join(folder, 'steps.csv'), losses.join('\n'));
  expect((await watch('steps', '--loss', 'steps.csv')).status).toBe(0);
  const { bdm, blockEntropy } = measures.steps;
  const rows = read('watch/steps/trajectories.csv').trimEnd().split('\n').slice(1);
  expect(rows.length).toBe(12);
  rows.forEach((row, i) => {
    const numbers = row.split(',').slice(3).map(Number);
    const layers = [0, 1].flatMap((layer) => [bdm.layers[layer][i], blockEntropy.layers[layer][i]]);
    // The blocks are added up in another order.
    const expected = [losses[i], bdm.total[i], blockEntropy.total[i], ...layers];
    expect(numbers).toEqual(expected.map((value) => expect.closeTo(value, 9)));
  });
  expect(new Set(bdm.total).size).toBeGreaterThan(1);
});

describe('a mistake is one line on standard error and an exit status; nothing is written:', () => {
  beforeAll(async () => {
    writeRun('good', 1, asNpz, '.npz');
    writeRun('bad', 1, asNpz, '.npz');
    const [weights] = checkpointsOf(1);
    writeFileSync(
      join(folder, 'bad/step-100.npz'),
      asNpz({ ...weights, 'classifier.weight': { shape: [14, 10], values: weights['classifier.weight'].values } }),
    );
    writeRun('nan', 1, asNpz, '.npz');
    const broken = new Float32Array(384).fill(Number.NaN);
    writeFileSync(
      join(folder, 'nan/step-100.npz'),
      asNpz({ ...weights, 'features.0.weight': { shape: [8, 3, 4, 4], values: broken } }),
    );
    mkdirSync(join(folder, 'few'));
    writeFileSync(join(folder, 'few/e1.npz'), asNpz(weights));
    writeFileSync(join(folder, 'loss8.csv'), '1\n2\n');
  });

  test.each<[string, string[], number, RegExp]>([
    ['no folder', ['nowhere', '--loss', 'loss8.csv'], 1, /nowhere: no such file or folder/],
    ['no losses', ['good'], 2, /required option '--loss <file>' not specified/],
    ['an unknown file of losses', ['good', '--loss', 'lost.csv'], 1, /good\/lost\.csv: no such file or folder/],
    ['losses of another length', ['good', '--loss', 'loss8.csv'], 1, /loss8\.csv: 2 losses for 8 checkpoints/],
    ['one checkpoint', ['few', '--loss', 'loss8.csv'], 1, /few: holds 1 checkpoint, and an analysis needs 5/],
    [
      'one file of losses for two runs',
      ['good', 'bad', '--loss', '/loss.csv'],
      2,
      /\/loss\.csv: is one file for several runs; give its path within each folder/,
    ],
    ['a folder twice', ['good', './good', '--loss', 'loss.csv'], 2, /\.\/good: is given twice/],
    [
      'results among the checkpoints',
      ['good', '--loss', 'loss.csv', '--out', 'good/report'],
      2,
      /good\/report: the results would be written into good; choose another folder with --out/,
    ],
    [
      'another shape',
      ['bad', '--loss', 'loss.csv'],
      1,
      /bad\/step-100\.npz: tensor "classifier\.weight": is 14 × 10, but 10 × 14 in bad\/step-0\.npz/,
    ],
    [
      'no such matrix',
      ['good', '--loss', 'loss.csv', '--only', 'x*'],
      1,
      /good\/step-0\.npz: holds no such matrix \(its arrays: /,
    ],
    [
      'NaN among the weights',
      ['nan', '--loss', 'loss.csv'],
      1,
      /nan\/step-100\.npz: tensor "features\.0\.weight": 384 NaN/,
    ],
    [
      'a block that is too large',
      ['good', '--loss', 'loss.csv', '--block', '5x5'],
      2,
      /a block of 5×5 cells \(at most 16/,
    ],
    [
      'a table of strings',
      ['good', '--loss', 'loss.csv', '--table', '1d-n5'],
      2,
      /1d-n5: is a table of strings, not of matrices/,
    ],
    [
      'a wrong sigma',
      ['good', '--loss', 'loss.csv', '--smoothing', 'much'],
      2,
      /argument 'much' is invalid\. Expected 0 to 100\./,
    ],
  ])('%s', async (_, args, expected, message) => {
    const { status, stdout, stderr } = await watch(...args);
    const lines = stderr.trimEnd().split('\n');
    expect(lines[lines.length - 1]).toMatch(message);
    expect(lines.filter((line) => line.startsWith('kolmoscope: ')).length).toBe(1);
    expect([status, stdout]).toEqual([expected, '']);
    expect(existsSync(join(folder, 'watch/good/report.html'))).toBe(false);
    expect(readdirSync(join(folder, 'good')).length).toBe(CHECKPOINTS + 1);
  });

  test.each([[[]], [['--overwrite']]])('results that would replace the file of losses %j', async (options) => {
    const losses = read('good/loss.csv');
    mkdirSync(join(folder, 'taken'), { recursive: true });
    writeFileSync(join(folder, 'taken/trajectories.csv'), losses);
    const { status, stderr } = await watch(
      ...['good', '--loss', 'taken/trajectories.csv', '--out', 'taken'],
      ...options,
    );
    const problem = 'taken/trajectories.csv: would be written over, and it is what is read';
    expect([status, stderr.trimEnd().split('\n').at(-1)]).toEqual([1, `kolmoscope: ${problem}`]);
    expect(readdirSync(join(folder, 'taken'))).toEqual(['trajectories.csv']);
    expect(read('taken/trajectories.csv')).toBe(losses);
  });

  test('Ctrl-C ends it with status 130', async () => {
    const checkpoints = 200;
    mkdirSync(join(folder, 'slow'));
    const values = new Float32Array(2 ** 22).fill(1);
    writeFileSync(join(folder, 'slow/e0.safetensors'), asSafetensors({ w: { shape: [2048, 2048], values } }));
    for (let i = 1; i < checkpoints; i++) {
      linkSync(join(folder, 'slow/e0.safetensors'), join(folder, `slow/e${i}.safetensors`));
    }
    writeFileSync(join(folder, 'slow.csv'), '1\n'.repeat(checkpoints));
    const args = ['watch', 'slow', '--loss', 'slow.csv', '--boundary', 'correlated'];
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      if (!child.killed) child.kill('SIGINT');
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toMatch(/^slow: \d+ of 200 checkpoints measured, about \d+ (s|min) left\n/);
    expect(stderr).toMatch(/\nkolmoscope: interrupted: nothing was written\n$/);
    expect(existsSync(join(folder, 'watch/slow/summary.json'))).toBe(false);
    expect(status).toBe(130);
  });
});
