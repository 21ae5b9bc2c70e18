/** Arrays as a program measures them, and the series of the table of measures that can stand beside BDM. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { measureFiles, type Row, UsageError, UserError } from '../../src/app/index.ts';
import { rivalsNamed } from '../../src/app/measure/series.ts';
import { bitEntropy, lempelZiv76 } from '../../src/measures/index.ts';
import { below, randomStream } from '../../src/random.ts';
import { makeMeasuring, measureTensor } from '../../src/tensors/index.ts';
import { npy, safetensors } from '../arrays/files.ts';
import { loadTables, tableOf } from '../bdm/cases.ts';
import { type Bits, slowBlocks, slowMeasures } from '../bdm/slowBdm.ts';

let folder: string;
const [COUNT, ROWS, COLUMNS] = [2, 9, 11];
const random = randomStream(3, 0);
const bits = Array.from({ length: COUNT * ROWS * COLUMNS }, () => below(random, 2));
const string = bits.slice(0, 60);

beforeAll(async () => {
  await loadTables('2d-n5', '2d-n4', '1d-n5');
  folder = mkdtempSync(join(tmpdir(), 'app-measure-'));
  const write = (name: string, shape: string, values: readonly number[]) =>
    writeFileSync(
      join(folder, name),
      npy(`{'descr': '|u1', 'fortran_order': False, 'shape': ${shape}, }\n`, Uint8Array.from(values)),
    );
  write('slices.npy', `(${COUNT}, ${ROWS}, ${COLUMNS})`, bits);
  write('string.npy', '(60,)', string);
  write('small.npy', '(3,)', [1, 0, 1]);
  return () => rmSync(folder, { recursive: true });
});

const slices: Bits[] = Array.from({ length: COUNT }, (_, slice) =>
  Array.from({ length: ROWS }, (_, row) => {
    const first = (slice * ROWS + row) * COLUMNS;
    return bits.slice(first, first + COLUMNS);
  }),
);

async function rivalsOf(file: string, rivals: readonly string[], request: object = {}): Promise<Row['rivals']> {
  const rows: Row[] = [];
  await measureFiles([join(folder, file)], { ...request, rivals }, { onRow: (row) => rows.push(row) });
  return rows[0].rivals;
}

describe('series of blocks are those of the same bits, cut otherwise:', () => {
  const block = (rows: number, columns: number) => ({ block: { rows, columns } });
  test.each<[string, Parameters<typeof slowBlocks>[1], '2d-n5' | '2d-n4', 'bdm' | 'blockEntropy', object]>([
    ['blockEntropy_2x2', block(2, 2), '2d-n5', 'blockEntropy', {}],
    ['bdm_3x3', block(3, 3), '2d-n5', 'bdm', {}],
    ['bdm_correlated', { boundary: 'correlated' }, '2d-n5', 'bdm', {}],
    ['blockEntropy_periodic_2x3', { ...block(2, 3), boundary: 'periodic' }, '2d-n5', 'blockEntropy', {}],
    ['bdm_2dn4', {}, '2d-n4', 'bdm', {}],
    // What a name does not say is as the command has it.
    [
      'bdm_2dn4',
      { boundary: 'periodic', ...block(3, 4) },
      '2d-n4',
      'bdm',
      { boundary: 'periodic', block: [{ dims: 2, rows: 3, columns: 4 }] },
    ],
    ['bdm_recursive', { boundary: 'recursive' }, '2d-n5', 'bdm', {}],
    [
      'bdm_3x3',
      { ...block(3, 3), boundary: 'recursive', minimum: 3 },
      '2d-n5',
      'bdm',
      { boundary: 'recursive', minimum: 3 },
    ],
  ])('%s', async (name, options, table, measure, request) => {
    const blocks = slices.flatMap((slice) => slowBlocks(slice, options));
    const expected = slowMeasures(blocks, tableOf(table))[measure];
    expect((await rivalsOf('slices.npy', [name], request))[name]).toBeCloseTo(expected, 9);
  });

  test('of strings those with one row; others are not of strings', async () => {
    const names = ['bdm_1x3', 'bdm_2x2', 'bdm_2dn4', 'blockEntropy_periodic'];
    const found = await rivalsOf('string.npy', names);
    const table = tableOf('1d-n5');
    expect(found.bdm_1x3).toBeCloseTo(slowMeasures(slowBlocks([string], block(1, 3)), table).bdm, 9);
    const periodic = slowBlocks([string], { ...block(1, 12), boundary: 'periodic' });
    expect(found.blockEntropy_periodic).toBeCloseTo(slowMeasures(periodic, table).blockEntropy, 9);
    expect([found.bdm_2x2, found.bdm_2dn4]).toEqual([null, null]);
  });
});

test('neighbours are pairs beside each other within each slice; a string has them in its row only', async () => {
  const names = ['neighbours', 'neighbours_horizontal', 'neighbours_vertical'];
  const share = (pairs: readonly boolean[]) => pairs.filter((differ) => differ).length / pairs.length;
  const across = (rows: Bits) => rows.flatMap((row) => row.slice(1).map((bit, i) => bit !== row[i]));
  const down = (rows: Bits) => rows.slice(1).flatMap((row, i) => row.map((bit, j) => bit !== rows[i][j]));
  const [horizontal, vertical] = [share(slices.flatMap(across)), share(slices.flatMap(down))];
  const expected = [(horizontal + vertical) / 2, horizontal, vertical].map((value) => expect.closeTo(value, 12));
  expect(Object.values(await rivalsOf('slices.npy', names))).toEqual(expected);
  const found = await rivalsOf('string.npy', names);
  expect(Object.values(found)).toEqual([null, expect.closeTo(share(across([string])), 12), null]);
});

test('a series asked for twice is one, whatever the order of its options', async () => {
  const names = ['lempelZiv', 'bdm_correlated_3x3', 'lempelZiv', 'bdm_3x3_correlated'];
  expect(Object.keys(await rivalsOf('slices.npy', names))).toEqual(['lempelZiv', 'bdm_correlated_3x3']);
});

test('what needs bits is not taken of more values than it can take; what needs counts alone is', async () => {
  const how = await makeMeasuring();
  const [lempelZiv, entropy] = await rivalsNamed(['lempelZiv', 'bitEntropy'], how);
  expect([2 ** 23, 2 ** 23 + 1].map((values) => lempelZiv.needsBits(values))).toEqual([true, false]);
  expect(entropy.needsBits(1)).toBe(false);
  const tensor = {
    name: 's',
    file: 's',
    shape: [60],
    dtype: 'uint8' as const,
    async *chunks() {
      yield Uint8Array.from(string);
    },
  };
  const [kept] = await measureTensor(tensor as never, how, true);
  const ones = string.filter((bit) => bit === 1).length;
  expect(lempelZiv.valueOf([kept])).toBe(lempelZiv76(string));
  expect(lempelZiv.valueOf([{ ...kept, bits: null, arranged: null }])).toBeNull();
  expect(lempelZiv.valueOf([{ ...kept, cells: 2 ** 23 + 1 }])).toBeNull();
  expect(entropy.valueOf([{ ...kept, bits: null }])).toBe(bitEntropy(ones, 60));
});

describe('refused:', () => {
  test.each([
    ['shannon', 'no series is called shannon; measures are bdm, blockEntropy, bitEntropy'],
    ['bdm', 'bdm is measured anyway'],
    ['blockEntropy', 'blockEntropy is measured anyway'],
    ['lempelZiv_pooled', 'lempelZiv_pooled: an array by itself has nothing to aggregate'],
    [
      'blockEntropy_2x2_3x3',
      'called blockEntropy_2x2_3x3: blockEntropy has order, null, as, draws, boundary, block, aggregate, each said once',
    ],
  ])('%s', async (name, why) => {
    const refusal = rivalsOf('slices.npy', ['lempelZiv', name]);
    await expect(refusal).rejects.toThrow(why);
    await expect(refusal).rejects.toBeInstanceOf(UsageError);
  });

  test.each<[object, RegExp]>([
    [{ minimum: 2 }, /--minimum is for --boundary recursive only/],
    [{ block: [{ dims: 2, rows: 5, columns: 5 }] }, /a block of 5×5 cells/],
    [{ map: 'a.gif' }, /expected a name that ends in \.png/],
    [{ map: 'a.png', bits: 2 }, /--map draws no bit planes/],
  ])('%j', async (request, message) => {
    const refusal = rivalsOf('slices.npy', [], request);
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toBeInstanceOf(UsageError);
  });

  test('a name that no array has', async () => {
    await expect(rivalsOf('slices.npy', [], { only: ['x'] })).rejects.toThrow(UserError);
  });
});

test('a hostile archive is a problem of its own: what else is given is measured', async () => {
  // Its directory of 64 bits lies 2^64 - 1 bytes behind its start.
  const end = Buffer.alloc(42);
  end.write('PK\x06\x07', 0, 'latin1');
  end.fill(0xff, 8, 16);
  end.write('PK\x05\x06', 20, 'latin1');
  writeFileSync(join(folder, 'hostile.npz'), end);
  const rows: Row[] = [];
  const files = ['string.npy', 'hostile.npz', 'slices.npy'].map((name) => join(folder, name));
  const { problems, isGood } = await measureFiles(files, {}, { onRow: (row) => rows.push(row) });
  expect(rows.map(({ tensor }) => tensor.name)).toEqual(['string', 'slices']);
  expect(problems).toEqual([expect.stringMatching(/hostile\.npz: cannot be read as a zip file: /)]);
  expect(isGood).toBe(false);
});

test('a file of 130 000 arrays', async () => {
  const count = 130_000;
  const entries = Array.from({ length: count }, (_, i) => {
    return [`t${i}`, { dtype: 'U8', shape: [1], data_offsets: [i, i + 1] }];
  });
  const path = join(folder, 'many.safetensors');
  writeFileSync(path, safetensors(Object.fromEntries(entries), count));
  let found = 0;
  const { problems } = await measureFiles(
    [path],
    { only: ['t7*'] },
    { onStart: (tensors) => (found = tensors.length) },
  );
  const sevens = Array.from({ length: count }, (_, i) => `${i}`).filter((number) => number.startsWith('7')).length;
  expect(found).toBe(sevens);
  expect(problems[0]).toContain('tensor "t7": ');
});

test('the observer hears of arrays, rows, problems and progress; the result has totals', async () => {
  const heard: string[] = [];
  const shares: number[] = [];
  const files = ['slices.npy', 'small.npy', 'nowhere.npy'].map((name) => join(folder, name));
  const { isGood, problems, totals } = await measureFiles(
    files,
    { null: 3 },
    {
      onStart: (tensors) => heard.push(`start ${tensors.map(({ name }) => name)}`),
      onRow: ({ tensor, standings }) => heard.push(`row ${tensor.name} ${standings?.density?.bdm?.z !== null}`),
      onProblem: ({ tensor }) => heard.push(`problem ${tensor ?? 'of a file'}`),
      onProgress: (share) => shares.push(share),
    },
  );
  expect(heard).toEqual(['problem of a file', 'start slices,small', 'row slices true', 'problem small']);
  expect([isGood, problems.length, totals.matrices.arrays, totals.strings.arrays]).toEqual([false, 2, 1, 0]);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.length).toBe(4);
});
