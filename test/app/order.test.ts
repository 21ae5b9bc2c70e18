/** Arrays measured in other orders of their rows and columns than the stored one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type MeasureRequest, measureFiles, type Row } from '../../src/app/index.ts';
import { effectiveRank } from '../../src/measures/effectiveRank.ts';
import { canonicalOrder, randomOrders, reordered } from '../../src/order/index.ts';
import { below, inOrder, randomStream, shuffle } from '../../src/random.ts';
import { npy } from '../arrays/files.ts';
import { loadTables, tableOf } from '../bdm/cases.ts';
import { type Bits, slowBlocks, slowMeasures } from '../bdm/slowBdm.ts';

const [COUNT, ROWS, COLUMNS] = [2, 12, 26];
let folder: string;
const random = randomStream(5, 0);
const slices = Array.from({ length: COUNT }, () => Uint8Array.from({ length: ROWS * COLUMNS }, () => below(random, 2)));
/** Each slice in an order of its own. */
const renamed = slices.map((bits) => {
  const order = { rows: inOrder(ROWS), columns: inOrder(COLUMNS) };
  shuffle(order.rows, random);
  shuffle(order.columns, random);
  return reordered(bits, COLUMNS, order);
});

beforeAll(async () => {
  await loadTables('2d-n5', '1d-n5');
  folder = mkdtempSync(join(tmpdir(), 'app-order-'));
  const write = (name: string, shape: readonly number[], values: Uint8Array) =>
    writeFileSync(
      join(folder, name),
      npy(`{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')},), }\n`, values),
    );
  write('slices.npy', [COUNT, ROWS, COLUMNS], Uint8Array.from(slices.flatMap((bits) => [...bits])));
  write('renamed.npy', [COUNT, ROWS, COLUMNS], Uint8Array.from(renamed.flatMap((bits) => [...bits])));
  write('string.npy', [60], slices[0].subarray(0, 60));
  write('wide.npy', [4, 16_385], new Uint8Array(4 * 16_385));
  write(
    'unit.npy',
    [400, 400],
    Uint8Array.from({ length: 160_000 }, (_, i) => Number(i % 401 === 0)),
  );
  return () => rmSync(folder, { recursive: true });
});

async function measured(file: string, request: MeasureRequest): Promise<Row> {
  const rows: Row[] = [];
  await measureFiles([join(folder, file)], request, { onRow: (row) => rows.push(row) });
  return rows[0];
}

const bitsOf = (flat: Uint8Array): Bits =>
  Array.from({ length: ROWS }, (_, row) => [...flat.subarray(row * COLUMNS, (row + 1) * COLUMNS)]);
const canonical = (bits: Uint8Array) => reordered(bits, COLUMNS, canonicalOrder(bits, ROWS, COLUMNS));
const measuresOf = (some: readonly Uint8Array[], options = {}) =>
  slowMeasures(
    some.flatMap((bits) => slowBlocks(bitsOf(bits), options)),
    tableOf('2d-n5'),
  );

describe('in canonical order', () => {
  test('an array has the measures of its reordered slices; as rivals they are the same', async () => {
    const found = await measured('slices.npy', { order: 'canonical', rivals: ['storedBdm', 'canonicalBlockEntropy'] });
    const expected = measuresOf(slices.map(canonical));
    expect(found.bdm).toBeCloseTo(expected.bdm, 9);
    expect(found.blockEntropy).toBeCloseTo(expected.blockEntropy, 9);
    expect(found.rivals.storedBdm).toBeCloseTo(measuresOf(slices).bdm, 9);
    const stored = await measured('slices.npy', { rivals: ['canonicalBdm', 'canonicalBlockEntropy'] });
    expect(stored.rivals.canonicalBdm).toBe(found.bdm);
    expect(stored.rivals.canonicalBlockEntropy).toBe(found.rivals.canonicalBlockEntropy);
  });

  test('renamed rows and columns change no bit of any measure', async () => {
    const rivals = [
      'lempelZiv',
      'neighbours',
      'placeboBdm',
      'rowBdm',
      'placeboRowBdm',
      'deflate',
      'effectiveRank',
      'bitEntropy',
    ];
    const [own, other] = await Promise.all(
      ['slices.npy', 'renamed.npy'].map((file) => measured(file, { order: 'canonical', rivals })),
    );
    expect(other.rivals).toEqual(own.rivals);
    expect([other.bdm, other.blockEntropy]).toEqual([own.bdm, own.blockEntropy]);
    expect(Object.values(own.rivals)).not.toContain(null);
  });

  test('so are the random arrays that it is compared with: their permutations measure the same', async () => {
    const request = { order: 'canonical', null: 5, nullModel: ['permuted', 'margins'] } as const;
    const { standings, bdm } = await measured('slices.npy', request);
    expect(standings?.permuted?.bdm).toMatchObject({ mean: bdm, z: null, p: 1 });
    expect(standings?.margins?.bdm?.sd).toBeGreaterThan(0);
  });

  test('a string stays as it is stored', async () => {
    const [own, other] = await Promise.all([
      measured('string.npy', { order: 'canonical' }),
      measured('string.npy', {}),
    ]);
    expect(own.bdm).toBe(other.bdm);
  });

  test('an array too wide for it is an error that says so; as a rival it is left out', async () => {
    const { problems } = await measureFiles([join(folder, 'wide.npy')], { order: 'canonical' });
    expect(problems).toEqual([expect.stringMatching(/wide\.npy.*4 × 16385 has no canonical order.*16384/)]);
    expect((await measured('wide.npy', { rivals: ['canonicalBdm'] })).rivals.canonicalBdm).toBeNull();
  });

  test('totals count the arrays whose order is not theirs alone', async () => {
    const { totals } = await measureFiles(
      ['slices.npy', 'unit.npy'].map((file) => join(folder, file)),
      { order: 'canonical' },
    );
    expect([totals.matrices.arrays, totals.matrices.tied]).toEqual([2, 1]);
  });
});

test('in random orders a rival is the mean over them', async () => {
  const { rivals } = await measured('slices.npy', { rivals: ['randomBdm_2draws', 'randomLempelZiv'] });
  const values = [0, 1].map((draw) => {
    const orders = randomOrders(ROWS, COLUMNS, 2);
    return measuresOf(slices.map((bits) => reordered(bits, COLUMNS, orders[draw]))).bdm;
  });
  expect(rivals.randomBdm_2draws).toBeCloseTo((values[0] + values[1]) / 2, 9);
  expect(rivals.randomLempelZiv).toBeGreaterThan(0);
});

test('rows as strings are blocks of one row from the table of strings; the rank is that of all slices', async () => {
  const { rivals } = await measured('slices.npy', { rivals: ['rowBdm', 'effectiveRank', 'effectiveRank_entropy'] });
  const blocks = slices.flatMap((bits) => slowBlocks(bitsOf(bits), { block: { rows: 1, columns: 12 } }));
  expect(rivals.rowBdm).toBeCloseTo(slowMeasures(blocks, tableOf('1d-n5')).bdm, 9);
  const weights = {
    bits: Uint8Array.from(slices.flatMap((bits) => [...bits])),
    matrices: [{ count: COUNT, rows: ROWS, columns: COLUMNS }],
  };
  expect(rivals.effectiveRank).toBe(effectiveRank(weights, 'participation'));
});
