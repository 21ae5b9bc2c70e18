/** Watching as a program does it. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { InterruptedError, watch } from '../../src/app/index.ts';
import { bitEntropy, lempelZiv76 } from '../../src/measures/index.ts';
import { reordered } from '../../src/order/index.ts';
import { below, inOrder, randomStream, shuffle } from '../../src/random.ts';
import { parseSpec } from '../../src/study/spec.ts';
import { npy, safetensors } from '../arrays/files.ts';
import { loadTables, tableOf } from '../bdm/cases.ts';
import { slowBlocks, slowMeasures } from '../bdm/slowBdm.ts';
import { visibleText } from '../report/markup.ts';

const CHECKPOINTS = 6;
let folder: string;
beforeAll(async () => {
  await loadTables('2d-n5');
  folder = mkdtempSync(join(tmpdir(), 'app-watch-'));
  mkdirSync(join(folder, 'run'));
  const random = randomStream(1, 0);
  for (let i = 0; i < CHECKPOINTS; i++) {
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (16, 12), }\n";
    const values = Uint8Array.from({ length: 192 }, () => Number(below(random, 12) >= i));
    writeFileSync(join(folder, 'run', `e${i}.npy`), npy(header, values));
  }
  writeFileSync(join(folder, 'loss.csv'), '6\n5\n4\n3\n2\n1\n');
  return () => rmSync(folder, { recursive: true });
});
const request = (out: string) => ({ loss: join(folder, 'loss.csv'), out: join(folder, out), command: 'again' });

test('what is not told is as a study has it; the observer hears of each checkpoint', async () => {
  const heard: unknown[] = [];
  const result = await watch([join(folder, 'run')], request('out'), {
    onNote: (note) => heard.push(note),
    onCheckpoint: (...told) => heard.push(told.join()),
  });
  expect(heard).toEqual([1, 2, 3, 4, 5, 6].map((done) => `run,${done},6`));
  const { analysis } = parseSpec({ study: 's', data: { set: 'mnist' }, network: { hidden: [8] } }, 's');
  const summary = JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8'));
  expect(summary.analysis).toEqual(analysis);
  expect(summary).toEqual(JSON.parse(JSON.stringify(result.summary)));
  expect(readdirSync(join(folder, 'out')).sort()).toEqual([
    '.kolmoscope',
    'curves.svg',
    'report.html',
    'summary.json',
    'trajectories.csv',
  ]);
});

test('a signal ends it, and nothing is written', async () => {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const stopped = watch(
    [join(folder, 'run')],
    { ...request('cut'), signal: controller.signal },
    { onCheckpoint: abort },
  );
  await expect(stopped).rejects.toThrow(InterruptedError);
  expect(existsSync(join(folder, 'cut/summary.json'))).toBe(false);
});

test('series of the table stand beside BDM where they are asked for, of each matrix and of the network', async () => {
  // Two matrices in each checkpoint.
  const [rows, columns] = [12, 10];
  mkdirSync(join(folder, 'two'));
  const random = randomStream(2, 0);
  const steps = Array.from({ length: CHECKPOINTS }, (_, step) => {
    const layers = [0, 1].map(() => Array.from({ length: rows * columns }, () => Number(below(random, 12) >= step)));
    const header = layers.map((_, i) => [
      `layer${i}`,
      { dtype: 'I8', shape: [rows, columns], data_offsets: [i * rows * columns, (i + 1) * rows * columns] },
    ]);
    const file = safetensors(Object.fromEntries(header), Uint8Array.from(layers.flat()));
    writeFileSync(join(folder, 'two', `e${step}.safetensors`), file);
    return layers;
  });
  // What is asked for twice is measured once.
  const rivals = ['lempelZiv', 'bitEntropy', 'neighbours_vertical', 'blockEntropy_2x2', 'lempelZiv'];
  const seriesOf = async (aggregate: 'sum' | 'pooled') => {
    await watch([join(folder, 'two')], { ...request(aggregate), aggregate, rivals });
    const [head, ...lines] = readFileSync(join(folder, aggregate, 'trajectories.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    return (title: string) => lines.map((line) => Number(line.split(',')[head.split(',').indexOf(title)]));
  };
  const [summed, pooled] = [await seriesOf('sum'), await seriesOf('pooled')];
  const ones = (bits: number[]) => bits.filter((bit) => bit === 1).length;
  steps.forEach((layers, i) => {
    const both = layers.flat();
    const phrases = layers.map((bits) => lempelZiv76(bits));
    layers.forEach((bits, layer) => {
      expect(summed(`lempel_ziv layer${layer}`)[i]).toBe(phrases[layer]);
      expect(summed(`bit_entropy layer${layer}`)[i]).toBe(bitEntropy(ones(bits), bits.length));
    });
    expect(summed('lempel_ziv')[i]).toBe(phrases[0] + phrases[1]);
    expect(pooled('lempel_ziv')[i]).toBe(lempelZiv76(both));
    const entropies = layers.map((bits) => bitEntropy(ones(bits), bits.length));
    expect(summed('bit_entropy')[i]).toBeCloseTo((entropies[0] + entropies[1]) / 2, 12);
    expect(pooled('bit_entropy')[i]).toBe(bitEntropy(ones(both), both.length));
    const unequal = layers.flatMap((bits) => bits.slice(columns).map((bit, cell) => Number(bit !== bits[cell])));
    expect(pooled('neighbours_vertical')[i]).toBe(ones(unequal) / unequal.length);
    const matrices = layers.map((bits) =>
      Array.from({ length: rows }, (_, row) => bits.slice(row * columns, (row + 1) * columns)),
    );
    const blocks = matrices.map((bits) => slowBlocks(bits, { block: { rows: 2, columns: 2 } }));
    const entropyOf = (some: string[]) => slowMeasures(some, tableOf('2d-n5')).blockEntropy;
    expect(pooled('block_entropy_2x2')[i]).toBeCloseTo(entropyOf(blocks.flat()), 12);
    expect(summed('block_entropy_2x2')[i]).toBeCloseTo(entropyOf(blocks[0]) + entropyOf(blocks[1]), 12);
  });
  const page = visibleText(readFileSync(join(folder, 'sum/report.html'), 'utf8'));
  expect(page).toContain('Unequal neighbours (vertical), ');
  expect(page).toContain('Lempel–Ziv complexity (phrases); entropy of the bits (bits per bit); unequal neighbours');
});

test('a series that cannot be taken of a matrix is named with it, and nothing is written', async () => {
  const impossible = { ...request('none'), block: [{ dims: 2 as const, rows: 2, columns: 2 }] };
  mkdirSync(join(folder, 'small'));
  for (let i = 0; i < CHECKPOINTS; i++) {
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 3), }\n";
    writeFileSync(join(folder, 'small', `e${i}.npy`), npy(header, Uint8Array.of(1, 0, 1, 0, 1, 0, 1, 0, i % 2)));
  }
  await expect(watch([join(folder, 'small')], { ...impossible, rivals: ['blockEntropy_4x3'] })).rejects.toThrow(
    'weights: blockEntropy_4x3 cannot be taken (too many values, or no whole block)',
  );
  expect(existsSync(join(folder, 'none/summary.json'))).toBe(false);
});

test('in canonical order checkpoints whose rows and columns are called otherwise give the same numbers', async () => {
  mkdirSync(join(folder, 'renamed'));
  const random = randomStream(4, 0);
  for (let i = 0; i < CHECKPOINTS; i++) {
    const bytes = readFileSync(join(folder, 'run', `e${i}.npy`));
    const [header, bits] = [bytes.subarray(0, bytes.length - 192), new Uint8Array(bytes.subarray(-192))];
    const order = { rows: inOrder(16), columns: inOrder(12) };
    shuffle(order.rows, random);
    shuffle(order.columns, random);
    writeFileSync(join(folder, 'renamed', `e${i}.npy`), Buffer.concat([header, reordered(bits, 12, order)]));
  }
  const watched = async (name: string, asked: object) => {
    const { summary } = await watch([join(folder, name)], {
      ...request(`canonical-${name}`),
      rivals: ['lempelZiv', 'placeboBdm'],
      overwrite: true,
      ...asked,
    });
    return [summary.measures, summary.curves];
  };
  const canonical = { order: 'canonical' } as const;
  expect(await watched('renamed', canonical)).toEqual(await watched('run', canonical));
  expect(await watched('renamed', {})).not.toEqual(await watched('run', {}));
  const report = visibleText(readFileSync(join(folder, 'canonical-run/report.html'), 'utf8'));
  expect(report).toContain('Order of rows and columns');
});
