/** Random arrays to compare with. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  BlockMethod,
  BlockStream,
  bdm,
  blockEntropy,
  type Matrices,
  type PartitionOptions,
} from '../../src/bdm/index.ts';
import { standing } from '../../src/nulls/index.ts';
import { type RandomGenerator, randomStream, shuffle } from '../../src/random.ts';
import { type Measuring, makeMeasuring, measureRandom } from '../../src/tensors/index.ts';

let how: Measuring;
beforeAll(async () => {
  how = await makeMeasuring();
});

async function methodOf(matrices: PartitionOptions): Promise<BlockMethod> {
  return (await makeMeasuring({ matrices })).matrices;
}

/** A method whose complexity of a block is a number that we choose: it tells what was drawn. */
function coded({ table, partition }: BlockMethod, costOf: (code: number) => number): BlockMethod {
  const method = new BlockMethod(table, partition);
  method.ctm.forEach((_, code) => {
    method.ctm[code] = costOf(code);
  });
  return method;
}

const ones = (code: number) => code.toString(2).replaceAll('0', '').length;
const matrix = (rows: number, columns: number, count = 1): Matrices => ({ count, rows, columns });

describe('a random array', () => {
  test('has exactly so many ones', async () => {
    // The entropy of blocks of one cell tells how many of them are ones.
    const cell = await methodOf({ block: { rows: 1, columns: 1 } });
    for (const [rows, columns] of [
      [1, 1],
      [3, 5],
      [17, 40],
      [300, 301],
    ]) {
      const cells = rows * columns;
      for (const share of [0, 1 / cells, 0.3, 0.5, 1 - 1 / cells, 1]) {
        const wanted = Math.round(share * cells);
        const { blockEntropy } = measureRandom(matrix(rows, columns), wanted, cell, randomStream(1, wanted));
        const p = wanted / cells;
        const entropy = wanted === 0 || wanted === cells ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);
        expect(blockEntropy).toBeCloseTo(entropy, 12);
      }
    }
    const full = coded(await methodOf({ block: { rows: 4, columns: 4 } }), ones);
    const random = randomStream(2, 0);
    for (let wanted = 0; wanted <= 16; wanted++) {
      for (let i = 0; i < 20; i++) expect(measureRandom(matrix(4, 4), wanted, full, random).bdm).toBe(wanted);
    }
  });

  test('is each of all arrangements as often as any other: chi-square of 12 000 draws of 4 ones in 3×3', async () => {
    const method = coded(await methodOf({ block: { rows: 3, columns: 3 } }), (code) => code);
    const counts = new Map<number, number>();
    const random = randomStream(4, 0);
    for (let i = 0; i < 12_000; i++) {
      const code = measureRandom(matrix(3, 3), 4, method, random).bdm;
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    expect([...counts.keys()].every((code) => ones(code) === 4)).toBe(true);
    expect(counts.size).toBe(126);
    const expected = 12_000 / 126;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // scipy.stats.chi2.ppf([0.001, 0.999], 125)
    expect(chiSquare).toBeGreaterThan(80.7);
    expect(chiSquare).toBeLessThan(179.9);
  });

  test('is drawn across all slices together: the ones of one slice vary', async () => {
    const method = coded(await methodOf({}), (code) => 2 ** 16 * ones(code));
    const random = randomStream(5, 0);
    // Two slices, 4 ones in all: their two costs always make 4; how they share them differs.
    const entropies = new Set<number>();
    for (let i = 0; i < 50; i++) {
      const { bdm, blockEntropy } = measureRandom(matrix(4, 4, 2), 4, method, random);
      entropies.add(blockEntropy);
      expect(bdm === 2 ** 18 || bdm === 2 ** 17 + 1).toBe(true);
    }
    expect(entropies.has(1)).toBe(true);
  });

  test('is the same for the same seed, and another for the next draw and another seed', () => {
    const draw = (random: RandomGenerator) => measureRandom(matrix(40, 41), 500, how.matrices, random);
    const [one, same, other] = [randomStream(7, 0), randomStream(7, 0), randomStream(8, 0)];
    const first = draw(one);
    expect(draw(same)).toEqual(first);
    expect(draw(one)).not.toEqual(first);
    expect(draw(other)).not.toEqual(first);
    expect(draw(same)).not.toEqual(first);
  });

  test('one that a shuffle makes stands among them like one of them: the mean of 60 squared z-scores is near 1', () => {
    const cells = 48 * 40;
    const [shuffles, draws] = [randomStream(9, 0), randomStream(9, 1)];
    const shape = matrix(48, 40);
    const others = Array.from({ length: 200 }, () => measureRandom(shape, 700, how.matrices, draws));
    for (const measure of ['bdm', 'blockEntropy'] as const) {
      const scores = Array.from({ length: 60 }, () => {
        const order = Uint32Array.from({ length: cells }, (_, i) => i);
        shuffle(order, shuffles);
        const stream = new BlockStream(shape, { partition: how.matrices.partition });
        stream.add(Array.from(order, (place) => Number(place < 700)));
        const histogram = stream.finish();
        const value = measure === 'bdm' ? bdm(histogram, how.matrices.ctm) : blockEntropy(histogram);
        const { z } = standing(
          value,
          others.map((other) => other[measure]),
        );
        return z ?? Number.NaN;
      });
      const [mean, square] = [1, 2].map((power) => scores.reduce((sum, z) => sum + z ** power, 0) / 60);
      expect(Math.abs(mean)).toBeLessThan(0.5);
      expect(square).toBeGreaterThan(0.5);
      expect(square).toBeLessThan(1.7);
    }
  });

  test('a regular array stands far below them', () => {
    const shape = matrix(64, 64);
    const stream = new BlockStream(shape, { partition: how.matrices.partition });
    stream.add(Array.from({ length: 64 * 64 }, (_, i) => (i + Math.floor(i / 64)) % 2));
    const value = bdm(stream.finish(), how.matrices.ctm);
    const random = randomStream(10, 0);
    const others = Array.from({ length: 20 }, () => measureRandom(shape, 2048, how.matrices, random).bdm);
    expect(standing(value, others).z).toBeLessThan(-50);
  });
});

describe('where all arrangements have the same blocks there is no z-score', () => {
  // Of a torus with a single one and a window on each cell, every arrangement is a shift of every other.
  test('a torus with a single one', async () => {
    const method = await methodOf({ boundary: 'periodic', shift: { rows: 1, columns: 1 } });
    const draw = (seed: number) => measureRandom(matrix(9, 7), 1, method, randomStream(seed, 0));
    const others = Array.from({ length: 30 }, (_, seed) => draw(seed));
    for (const measure of ['blockEntropy', 'bdm'] as const) {
      const values = others.map((other) => other[measure]);
      expect([measure, standing(values[0], values).z]).toEqual([measure, null]);
    }
  });
});
