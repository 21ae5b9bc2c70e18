import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeVectors } from '../../src/order/distances.ts';
import { greedyPath } from '../../src/order/path.ts';
import { randomStream, uniform32 } from '../../src/random.ts';

function randomVectors(count: number, bits: number, seed: number) {
  const random = randomStream(seed, 0);
  const rows = Array.from({ length: count }, () =>
    Array.from({ length: bits }, () => Number(uniform32(random) % 3 === 0)),
  );
  const vectors = makeVectors(count, bits);
  rows.forEach((row, i) => {
    row.forEach((bit, at) => {
      vectors.words[i * vectors.length + (at >> 5)] |= bit << (at & 31);
    });
  });
  return { rows, vectors };
}

/** All pairs sorted by distance, taken where they make neither a third neighbour nor a circle. */
function slowPath(rows: number[][]): number[] {
  const pairs = rows.flatMap((a, i) =>
    rows.slice(i + 1).map((b, k) => ({ i, j: i + 1 + k, distance: a.filter((bit, at) => bit !== b[at]).length })),
  );
  pairs.sort((a, b) => a.distance - b.distance);
  let pieces = rows.map((_, i) => [i]);
  for (const { i, j } of pairs) {
    const [a, b] = [i, j].map((one) => pieces.find((piece) => piece[0] === one || piece.at(-1) === one));
    if (a === undefined || b === undefined || a === b) continue;
    const joined = [...(a.at(-1) === i ? a : a.toReversed()), ...(b[0] === j ? b : b.toReversed())];
    pieces = [...pieces.filter((piece) => piece !== a && piece !== b), joined];
  }
  const [path] = pieces;
  return path[0] < (path.at(-1) as number) ? path : path.toReversed();
}

test('a greedy path is that of a slow obvious implementation', () => {
  // Lengths around those that the distances are computed in: 64 bits, 128, and sums of bytes beyond 3968.
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom(1, 5, 64, 65, 128, 200, 4100),
      fc.nat(),
      (count, bits, seed) => {
        const { rows, vectors } = randomVectors(count, bits, seed);
        expect([...greedyPath(vectors)]).toEqual(slowPath(rows));
      },
    ),
    { numRuns: 150 },
  );
});

test('distances of long vectors are exact where all their bits differ', () => {
  const vectors = makeVectors(3, 16_384);
  vectors.words.fill(0xffff_ffff, vectors.length, 2 * vectors.length);
  // The first and the last are equal: beside each other.
  expect([...greedyPath(vectors)]).toEqual([1, 0, 2]);
});
