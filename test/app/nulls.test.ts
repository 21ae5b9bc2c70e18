/** Arrays of files among random ones: what stands where, by each null model, and who has none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type MeasureRequest, measureFiles, type Row, UsageError } from '../../src/app/index.ts';
import { readNulls } from '../../src/app/measure/nulls.ts';
import type { Tensor } from '../../src/arrays/index.ts';
import { lempelZiv76 } from '../../src/measures/index.ts';
import { drawOf, NULL_NAMES, type NullName, randomOf, standing } from '../../src/nulls/index.ts';
import { below, randomStream } from '../../src/random.ts';
import { MOST_BITS_KEPT } from '../../src/tensors/index.ts';
import { npy } from '../arrays/files.ts';
import { loadTables, tableOf } from '../bdm/cases.ts';
import { type Bits, slowBlocks, slowMeasures } from '../bdm/slowBdm.ts';

let folder: string;
const [COUNT, ROWS, COLUMNS] = [2, 9, 11];
const random = randomStream(3, 0);
const bits = Array.from({ length: COUNT * ROWS * COLUMNS }, () => below(random, 2));

beforeAll(async () => {
  await loadTables('2d-n5', '1d-n5');
  folder = mkdtempSync(join(tmpdir(), 'app-nulls-'));
  const write = (name: string, shape: string, values: readonly number[]) =>
    writeFileSync(
      join(folder, name),
      npy(`{'descr': '|u1', 'fortran_order': False, 'shape': ${shape}, }\n`, Uint8Array.from(values)),
    );
  write('slices.npy', `(${COUNT}, ${ROWS}, ${COLUMNS})`, bits);
  write('string.npy', '(60,)', bits.slice(0, 60));
  return () => rmSync(folder, { recursive: true });
});

async function measured(files: readonly string[], request: MeasureRequest) {
  const rows: Row[] = [];
  const shares: number[] = [];
  const observer = {
    onRow: (row: Row) => rows.push(row),
    onProgress: (share: number) => shares.push(share),
  };
  const result = await measureFiles(
    files.map((file) => join(folder, file)),
    request,
    observer,
  );
  return { rows, shares, ...result };
}

function slicesOf(values: ArrayLike<number>): Bits[] {
  const cell = (slice: number, row: number, column: number) => values[(slice * ROWS + row) * COLUMNS + column];
  return Array.from({ length: COUNT }, (_, slice) =>
    Array.from({ length: ROWS }, (_, row) => Array.from({ length: COLUMNS }, (_, column) => cell(slice, row, column))),
  );
}

test('a number of arrays alone gives the means and scores that it always gave', async () => {
  // Of version 0.1.0 before there were null models.
  const { rows } = await measured(['slices.npy', 'string.npy'], { null: 5, seed: 7, rivals: ['lempelZiv'] });
  const [slices, string] = rows.map(({ standings }) => standings);
  expect([slices, string].map((one) => Object.keys(one ?? {}))).toEqual([['density'], ['density']]);
  expect(Object.keys(slices?.density ?? {})).toEqual(['bdm', 'blockEntropy']);
  expect(slices?.density).toMatchObject({
    bdm: { mean: 240.364768766687, sd: 13.483737598145723, z: -0.13037819668399134 },
    blockEntropy: { mean: 2.95, sd: 0.11180339887498948, z: 0.4472135954999564 },
  });
  expect(string?.density).toMatchObject({
    bdm: { mean: 165.3733170342629, sd: 1.8849675129177301, z: -0.3726349480538364 },
    blockEntropy: { mean: 2.321928094887362, sd: 0, z: null },
  });
});

test.each(NULL_NAMES)('%s: standings are those of the model’s draws, slowly measured', async (name) => {
  const draws = 6;
  const rivals = ['lempelZiv', 'blockEntropy_2x2'];
  const { rows } = await measured(['slices.npy'], { null: draws, seed: 4, nullModel: [name], rivals });
  const [{ bdm, blockEntropy, rivals: found, standings }] = rows;
  const matrices = { count: COUNT, rows: ROWS, columns: COLUMNS };
  const draw = drawOf(name, Uint8Array.from(bits), matrices, { rows: 4, columns: 4 });
  const generator = randomOf(name, 4);
  const others = Array.from({ length: draws }, () => {
    const into = new Uint8Array(bits.length);
    draw(into, generator);
    const slices = slicesOf(into);
    const blocks = slices.flatMap((slice) => slowBlocks(slice, {}));
    const small = slices.flatMap((slice) => slowBlocks(slice, { block: { rows: 2, columns: 2 } }));
    return {
      ...slowMeasures(blocks, tableOf('2d-n5')),
      lempelZiv: lempelZiv76(into),
      blockEntropy_2x2: slowMeasures(small, tableOf('2d-n5')).blockEntropy,
    };
  });
  const values = { bdm, blockEntropy, ...found } as Record<keyof (typeof others)[0], number>;
  expect(Object.keys(standings?.[name] ?? {})).toEqual(['bdm', 'blockEntropy', ...rivals]);
  for (const measure of ['bdm', 'blockEntropy', 'lempelZiv', 'blockEntropy_2x2'] as const) {
    const expected = standing(
      values[measure],
      others.map((other) => other[measure]),
    );
    const { mean, sd, p, ratio } = standings?.[name]?.[measure] ?? {};
    expect([mean, sd, p, ratio]).toEqual(
      [expected.mean, expected.sd, expected.p, expected.ratio].map((value) => expect.closeTo(value ?? Number.NaN, 9)),
    );
  }
  if (name === 'blocks') expect(standings?.blocks).toMatchObject({ bdm: { z: null, p: 1 }, blockEntropy: { z: null } });
});

test('equal density with rivals, bits in memory, has the same numbers as without, streamed', async () => {
  const files = ['slices.npy', 'string.npy'];
  const streamed = await measured(files, { null: 5 });
  const inMemory = await measured(files, { null: 5, nullModel: ['density'], rivals: ['lempelZiv'] });
  for (const [i, { standings }] of streamed.rows.entries()) {
    expect(inMemory.rows[i].standings?.density).toMatchObject(standings?.density ?? {});
  }
});

test('a model’s draws do not depend on the others that are asked for, nor an array’s on other arrays', async () => {
  const alone = await measured(['slices.npy'], { null: 4, nullModel: ['markov'] });
  const all = await measured(['string.npy', 'slices.npy'], { null: 4, nullModel: ['all'] });
  expect(all.rows[1].standings?.markov).toEqual(alone.rows[0].standings?.markov);
  expect(Object.keys(all.rows[1].standings ?? {})).toEqual(NULL_NAMES);
});

describe('a string has density, markov and blocks only:', () => {
  const lacking: NullName[] = ['margins', 'permuted', 'markov2d'];

  test('of all models it gets those, and nothing is wrong', async () => {
    const { rows, problems, isGood, shares } = await measured(['string.npy'], { null: 4, nullModel: ['all'] });
    const standings = rows[0].standings ?? {};
    for (const name of NULL_NAMES) {
      expect([name, standings[name]?.bdm === null]).toEqual([name, lacking.includes(name)]);
    }
    expect([problems, isGood]).toEqual([[], true]);
    expect(shares.at(-1)).toBe(1);
  });

  test('another that is asked for by its name is refused in one line; the string is measured all the same', async () => {
    const request = { null: 4, nullModel: [...lacking, 'density'] as const };
    const { rows, problems, isGood } = await measured(['string.npy', 'slices.npy'], request);
    const why = 'a string has the null models density, markov, blocks only';
    expect(problems).toEqual([
      `${join(folder, 'string.npy')}: tensor "string": no margins, permuted, markov2d: ${why}`,
    ]);
    expect(rows.map(({ standings }) => [standings?.margins?.bdm?.mean, standings?.density?.bdm?.mean])).toEqual([
      [undefined, expect.any(Number)],
      [expect.any(Number), expect.any(Number)],
    ]);
    expect(isGood).toBe(false);
  });
});

test('bits of more values than can be kept are not asked for: only density is compared', () => {
  const tensor = { file: 'f', name: 'n', dtype: 'uint8', shape: [2, MOST_BITS_KEPT / 2 + 1] } as unknown as Tensor;
  const small = { ...tensor, shape: [2, MOST_BITS_KEPT / 2] };
  const nulls = readNulls({ null: 10, nullModel: ['all'] }, []);
  expect([tensor, small].map(nulls.needsBits)).toEqual([false, true]);
  expect([tensor, small].map(nulls.draws)).toEqual([10, 10 * NULL_NAMES.length]);
  expect(() => nulls.check(tensor)).not.toThrow();
  const named = readNulls({ null: 10, nullModel: ['margins', 'density', 'blocks'] }, []);
  const why = `more than ${MOST_BITS_KEPT} values have the null model density only`;
  expect(() => named.check(tensor)).toThrow(`f: tensor "n": no margins, blocks: ${why}`);
  expect(() => named.check(small)).not.toThrow();
  expect(readNulls({ null: 10 }, []).needsBits(small)).toBe(false);
});

test('models without a number of draws are refused', async () => {
  const refusal = measured(['slices.npy'], { nullModel: ['margins'] });
  await expect(refusal).rejects.toThrow('--null-model needs --null N: how many to draw of each');
  await expect(refusal).rejects.toBeInstanceOf(UsageError);
});
