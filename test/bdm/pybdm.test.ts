/**
 * Values that pybdm (github.com/sztal/pybdm) publishes in its documentation and tests, and the pieces that its
 * PartitionRecursive (commit 39e15bf) cuts. Its CTM of strings and ours agree to the last digit. That of matrices is
 * another one: its 4×4 ones have 22.0067 bits, by 2d-n5 they have 22.0118.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  BlockHistogram,
  bdm,
  blockCtm,
  blockEntropy,
  LiveMatrix,
  makePartition,
  normalisedBdm,
  normalisedBlockEntropy,
  perturbationMap,
  STRING_BLOCK_SHAPE,
} from '../../src/bdm/index.ts';
import { loadTable } from '../../src/ctm/index.ts';

const STRINGS = makePartition({ block: STRING_BLOCK_SHAPE });
let ctm: Float64Array;
beforeAll(async () => {
  ctm = blockCtm(await loadTable('1d-n5'), STRINGS);
});

const bitsOf = (...runs: number[]) => runs.flatMap((length, i) => new Array<number>(length).fill(i % 2));
const histogramOf = (bits: number[]) => new BlockHistogram(STRINGS).addMatrix(bits, 1, bits.length);

test('BDM and block entropy of strings (tests/test_bdm.py: test_bdm_d1, test_ent_d1)', () => {
  for (const [runs, bits, entropy] of [
    [[24], 26.610413747641715, 0],
    [[12, 12], 51.22082749528343, 1],
    [[6, 12, 18, 12], 114.06151272200972, 2],
  ] as const) {
    const histogram = histogramOf(bitsOf(...runs));
    expect(bdm(histogram, ctm)).toBeCloseTo(bits, 11);
    expect(blockEntropy(histogram)).toBeCloseTo(entropy, 14);
  }
});

test('the extremes of the normalised measures (test_nbdm_d1, test_nent_d1, test_nent_d2)', () => {
  const ones = bitsOf(0, 30);
  expect(normalisedBdm(histogramOf(ones), ctm)).toBe(0);
  expect(normalisedBlockEntropy(histogramOf(ones))).toBe(0);
  expect(normalisedBlockEntropy(histogramOf(bitsOf(12, 12)))).toBe(1);
  const halves = new BlockHistogram().addMatrix(bitsOf(0, 16, 16), 8, 4);
  expect(normalisedBlockEntropy(halves)).toBe(1);
});

test('perturbations of thirty ones (pybdm/algorithms.py: PerturbationExperiment.perturb and run)', () => {
  const effects = perturbationMap(new LiveMatrix(bitsOf(0, 30), 1, 30, ctm, STRINGS));
  expect(effects[10]).toBeCloseTo(26.91763012739709, 11);
  expect(effects[20]).toBeCloseTo(27.34823681, 8);
  expect([...effects.subarray(24)]).toEqual(new Array(6).fill(0));
});

describe('recursive pieces by their side: Counter(p.shape[0] for p in PartitionRecursive(shape, min_length)', () => {
  test.each([
    // .decompose(np.ones(size)))
    { size: [5, 5], shape: [3, 3], minimum: 2, pieces: { 3: 1, 2: 3 } },
    { size: [23, 22], shape: [4, 4], minimum: 2, pieces: { 4: 25, 3: 5, 2: 11 } },
    { size: [23, 22], shape: [4, 4], minimum: 1, pieces: { 4: 25, 3: 5, 2: 11, 1: 17 } },
    { size: [9, 7], shape: [4, 4], minimum: 1, pieces: { 4: 2, 3: 2, 1: 13 } },
    { size: [7, 11], shape: [4, 4], minimum: 2, pieces: { 4: 2, 3: 4 } },
    { size: [2, 3], shape: [4, 4], minimum: 1, pieces: { 2: 1, 1: 2 } },
    { size: [14, 15], shape: [4, 4], minimum: 3, pieces: { 4: 9, 3: 3 } },
    { size: [30], shape: [12], minimum: 2, pieces: { 12: 2, 6: 1 } },
    { size: [25], shape: [12], minimum: 2, pieces: { 12: 2 } },
    { size: [25], shape: [12], minimum: 1, pieces: { 12: 2, 1: 1 } },
    { size: [11], shape: [12], minimum: 2, pieces: { 11: 1 } },
    { size: [47], shape: [12], minimum: 11, pieces: { 12: 3, 11: 1 } },
  ])('$size, $shape, $minimum', ({ size, shape, minimum, pieces }) => {
    const [rows, columns] = size.length === 1 ? [1, ...size] : size;
    const block = { rows: shape.length === 1 ? 1 : shape[0], columns: shape[0] };
    const partition = makePartition({ block, boundary: 'recursive', minimum });
    const { counts } = new BlockHistogram(partition).addMatrix(new Array(rows * columns).fill(1), rows, columns);
    const found: Record<number, number> = {};
    partition.shapes.forEach((piece, i) => {
      const count = counts.subarray(partition.offsets[i], partition.offsets[i + 1]).reduce((a, b) => a + b, 0);
      if (count > 0) found[piece.columns] = count;
    });
    expect(found).toEqual(pieces);
  });
});
