import { describe, expect, test } from 'vitest';
import type { TreeCounts } from '../../src/turing/counts.ts';
import { distribution } from '../../src/turing/distribution.ts';
import { CountsError, checkCounts } from '../../src/turing/invariants.ts';
import { LazyTree } from '../../src/turing/tree.ts';

const SPACES = [
  [{ dims: 1, states: 3, symbols: 2 }, 21],
  [{ dims: 1, states: 2, symbols: 3 }, 40],
  // Some rectangles are too large to be counted by their patterns.
  [{ dims: 2, states: 3, symbols: 2 }, 100],
] as const;

const treeOf = (space: (typeof SPACES)[number][0], cutoff: number) => new LazyTree(space, { cutoff }).count();

test.each(SPACES)('the counts of %j obey all laws', (space, cutoff) => {
  const tree = treeOf(space, cutoff);
  expect(() => checkCounts(tree, distribution(space, cutoff, tree))).not.toThrow();
});

describe('a change of the tree is noticed', () => {
  const [space, cutoff] = SPACES[0];
  const check = (change: (tree: TreeCounts) => void) => {
    const tree = treeOf(space, cutoff);
    // As if three machines left a string too long to be counted by its pattern, in two directions each.
    tree.long.set(
      '0'.repeat(17),
      Float64Array.from(tree.halting, (_, rest) => (rest === 1 ? 3 : 0)),
    );
    tree.elsewhere[1] += 6;
    tree.halting[1] += 6;
    change(tree);
    checkCounts(tree, distribution(space, cutoff, tree));
  };

  test.each<[string, (tree: TreeCounts) => void, RegExp]>([
    ['a count that grew', (tree) => tree.counts[tree.counts.findIndex((count) => count > 5)]++, /level|patterns/],
    ['a negative count', (tree) => tree.counts.set([-1]), /whole number/],
    ['a total that grew', (tree) => tree.halting[3]++, /^level 3: /],
    ['long strings that are lost', (tree) => tree.long.clear(), /^level 1: .* leave long strings/],
    ['machines elsewhere', (tree) => tree.elsewhere[0]++, /^level 0: /],
  ])('%s', (_, change, message) => {
    expect(() => check(() => {})).not.toThrow();
    expect(() => check(change)).toThrow(message);
  });
});

test('classes that do not add up, or that another pattern belongs to, are noticed', () => {
  const [space, cutoff] = SPACES[2];
  const tree = treeOf(space, cutoff);
  const whole = distribution(space, cutoff, tree);
  expect(() => checkCounts(tree, { ...whole, elsewhere: whole.elsewhere + 1n })).toThrow(CountsError);
  const counts = whole.counts.with(3, whole.counts[3] + 1n);
  expect(() => checkCounts(tree, { ...whole, counts })).toThrow('the classes add up to');
  const { classOf } = whole.classes;
  const wrong = classOf.slice();
  [wrong[100], wrong[200]] = [wrong[200], wrong[100]];
  const classes = Object.assign(Object.create(whole.classes), { classOf: wrong });
  expect(() => checkCounts(tree, { ...whole, classes })).toThrow('another count than its images');
});
