import { serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { formatBlock } from '../../src/ctm/index.ts';
import {
  addCounts,
  type Distribution,
  distribution,
  entries,
  LazyTree,
  type MachineSpace,
  type TreeCounts,
} from '../../src/turing/index.ts';
import { runAll } from './slowMachine.ts';

function count(space: MachineSpace, cutoff: number): Distribution {
  return distribution(space, cutoff, new LazyTree(space, { cutoff }).count());
}

/** Every pattern that is written, with its count. */
function written({ space, classes, counts }: Distribution): Map<string, bigint> {
  const outputs = new Map<string, bigint>();
  for (const shape of classes.patterns.shapes) {
    const offset = classes.patterns.offset(shape.rows, shape.columns);
    for (let code = 0; code < classes.patterns.patterns(shape); code++) {
      const machines = counts[classes.classOf[offset + code]];
      if (machines > 0n) outputs.set(formatBlock({ shape, code }, '/', space.symbols), machines);
    }
  }
  return outputs;
}

/** Equality to the last bit; expect's own takes seconds on arrays as large as these. */
function expectSame(counts: TreeCounts, others: TreeCounts): void {
  expect(counts.nodes).toBe(others.nodes);
  const inOrder = (all: TreeCounts) => serialize({ ...all, long: [...all.long].sort(([a], [b]) => (a < b ? -1 : 1)) });
  expect(inOrder(counts).equals(inOrder(others))).toBe(true);
}

describe('every output has the count that running all machines one by one gives', () => {
  test.each([
    { dims: 1, states: 1, symbols: 2, cutoff: 5 },
    { dims: 1, states: 2, symbols: 2, cutoff: 6 },
    { dims: 1, states: 1, symbols: 3, cutoff: 20 },
    { dims: 1, states: 1, symbols: 4, cutoff: 20 },
    { dims: 2, states: 1, symbols: 2, cutoff: 5 },
    { dims: 2, states: 2, symbols: 2, cutoff: 20 },
  ] as const)('$dims-D, $states states, $symbols symbols', ({ cutoff, ...space }) => {
    const counted = count(space, cutoff);
    const oneByOne = runAll(space, cutoff);
    expect(counted.elsewhere).toBe(0n);
    expect(written(counted)).toEqual(oneByOne);
    expect(counted.halting).toBe([...oneByOne.values()].reduce((sum, machines) => sum + machines, 0n));
  });
});

describe('the totals of the literature', () => {
  // 1-D: Soler-Toscano, Zenil, Delahaye and Gauvrit 2014; the cut-offs are the Busy Beaver values.
  test.each([
    { states: 2, cutoff: 6, halting: 6_088n, outputs: 22 },
    { states: 3, cutoff: 21, halting: 4_294_368n, outputs: 128 },
    { states: 4, cutoff: 107, halting: 5_970_768_960n, outputs: 1_832 },
  ])('1-D, $states states', ({ states, cutoff, halting, outputs }) => {
    const counted = count({ dims: 1, states, symbols: 2 }, cutoff);
    expect(counted.halting).toBe(halting);
    expect(written(counted).size).toBe(outputs);
  });

  test.each([
    { states: 2, cutoff: 200, halting: 35_376n },
    { states: 3, cutoff: 500, halting: 92_814_080n },
    { states: 4, cutoff: 500, halting: 492_407_824_384n },
  ])('2-D, $states states', ({ states, cutoff, halting }) => {
    expect(count({ dims: 2, states, symbols: 2 }, cutoff).halting).toBe(halting);
  });
});

describe('counts do not depend on', () => {
  const spaces = [
    { dims: 1, states: 3, symbols: 2, cutoff: 300 },
    { dims: 1, states: 4, symbols: 2, cutoff: 107 },
    { dims: 1, states: 2, symbols: 3, cutoff: 200 },
    { dims: 2, states: 3, symbols: 2, cutoff: 300 },
  ] as const;

  test.each(spaces)('the proofs: $dims-D, $states states, $symbols symbols', ({ cutoff, ...space }) => {
    const proved = new LazyTree(space, { cutoff }).count();
    expectSame(proved, new LazyTree(space, { cutoff, proofs: false }).count());
  });

  // The last one leaves strings too long to be counted by their patterns.
  const withLong = { dims: 1, states: 2, symbols: 4, cutoff: 40 } as const;
  test.each([...spaces, withLong])('what is left open: $dims-D, $states states, $symbols symbols', (all) => {
    const { cutoff, ...space } = all;
    const open = new LazyTree(space, { cutoff }).count();
    expect(open.long.size > 0).toBe(all === withLong);
    // Split below its last level, the tree is walked with every symbol decided where it is written.
    expectSame(open, new LazyTree(space, { cutoff, proofs: false }).split(entries(space)).trunk);
  });

  test.each(spaces)('where the tree is split: $dims-D, $states states, $symbols symbols', ({ cutoff, ...space }) => {
    const whole = new LazyTree(space, { cutoff }).count();
    const tree = new LazyTree(space, { cutoff });
    const { trunk, paths } = tree.split(2);
    for (const part of [paths.slice(5), paths.slice(0, 5)]) addCounts(trunk, tree.count(part));
    expectSame(trunk, whole);
  });
});

test('the counts of parts of a space with four states do not depend on the proofs', () => {
  const space = { dims: 2, states: 4, symbols: 2 } as const;
  const { paths } = new LazyTree(space, { cutoff: 100 }).split(4);
  const sample = paths.filter((_, index) => index % 50 === 7);
  const proved = new LazyTree(space, { cutoff: 100 }).count(sample);
  expect(proved.nodes).toBeGreaterThan(50_000);
  expectSame(proved, new LazyTree(space, { cutoff: 100, proofs: false }).count(sample));
});

test('a longer cut-off only adds machines', () => {
  const space = { dims: 1, states: 3, symbols: 2 } as const;
  const totals = [1, 2, 5, 10, 20, 21, 22, 1000].map((cutoff) => count(space, cutoff).halting);
  expect(totals).toEqual(totals.toSorted((a, b) => Number(a - b)));
  expect(totals[4]).toBeLessThan(totals[5]);
  expect(totals[7]).toBe(totals[5]);
});
