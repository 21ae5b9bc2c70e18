import { expect, test } from 'vitest';
import { blockCtm, makePartition } from '../../src/bdm/partition.ts';
import { PLACEBOS, placeboCtm } from '../../src/bdm/placebo.ts';
import { loadTable } from '../../src/ctm/index.ts';

const partition = makePartition({ boundary: 'recursive' });
const ctm = blockCtm(await loadTable('2d-n5'), partition);

/** Rows of the block of a code of the whole 4×4 blocks. */
function rowsOf(code: number): string[] {
  return code.toString(2).padStart(16, '0').match(/.{4}/g) as string[];
}

/** Ones, and changes along each row and each column, counted in strings. */
function looksOf(code: number): string {
  const rows = rowsOf(code);
  const columns = [0, 1, 2, 3].map((i) => rows.map((row) => row[i]).join(''));
  const changes = (lines: string[]) => lines.join(' ').match(/0(?=1)|1(?=0)/g)?.length ?? 0;
  return [rows.join('').replaceAll('0', '').length, changes(rows), changes(columns)].join();
}

test('a placebo has the values of its table, each as often, for each shape of block', () => {
  for (const kind of PLACEBOS) {
    const placebo = placeboCtm(ctm, partition, { kind, seed: 1 });
    for (let shape = 0; shape < partition.shapes.length; shape++) {
      const [from, to] = [partition.offsets[shape], partition.offsets[shape + 1]];
      expect(placebo.slice(from, to).sort()).toEqual(ctm.slice(from, to).sort());
    }
  }
});

test('where only blocks that look alike change places, each such group keeps its values; else few do', () => {
  const valuesByLooks = (values: Float64Array) => {
    const groups = new Map<string, number[]>();
    for (let code = 0; code < 2 ** 16; code++) {
      groups.set(looksOf(code), [...(groups.get(looksOf(code)) ?? []), values[code]]);
    }
    return [...groups].map(([looks, group]) => [looks, group.sort((a, b) => a - b)]);
  };
  const own = valuesByLooks(ctm);
  expect(valuesByLooks(placeboCtm(ctm, partition, { kind: 'alike', seed: 1 }))).toEqual(own);
  expect(valuesByLooks(placeboCtm(ctm, partition, { kind: 'any', seed: 1 }))).not.toEqual(own);
});

test('where symmetric blocks stay together, mirrored, turned and complementary ones have one value, as in the table', () => {
  const lines = (code: number) => rowsOf(code);
  const codeOf = (rows: string[]) => Number.parseInt(rows.join(''), 2);
  const turned = (rows: string[]) => [0, 1, 2, 3].map((i) => rows.map((row) => row[i]).join(''));
  const backwards = (row: string) => [...row].reverse().join('');
  const complement = (row: string) => row.replace(/./g, (bit) => String(1 - Number(bit)));
  const placebo = placeboCtm(ctm, partition, { kind: 'symmetric', seed: 1 });
  for (let code = 0; code < 2 ** 16; code += 37) {
    for (const table of [ctm, placebo]) {
      const others = [
        turned(lines(code)),
        lines(code).map(backwards),
        lines(code).reverse(),
        lines(code).map(complement),
      ];
      for (const other of others) expect(table[codeOf(other)]).toBe(table[code]);
    }
  }
});

test('most blocks get another value, others by another seed, and the same at each call', () => {
  const placebo = placeboCtm(ctm, partition, { kind: 'alike', seed: 1 });
  const unequal = (other: Float64Array) => placebo.filter((value, code) => value !== other[code]).length;
  expect(placeboCtm(ctm, partition, { kind: 'alike', seed: 1 })).toEqual(placebo);
  for (const other of [ctm, placeboCtm(ctm, partition, { kind: 'alike', seed: 2 })]) {
    expect(unequal(other)).toBeGreaterThan(0.9 * ctm.length);
  }
});
