/** Laws that the counts of a whole space obey, however they were counted and wherever they were kept in the meantime. */

import type { TreeCounts } from './counts.ts';
import type { Distribution } from './distribution.ts';
import { directions, type MachineSpace, machines } from './space.ts';
import type { SymmetryClasses } from './symmetry.ts';

/** Counts that cannot be right; the message says which law they break. */
export class CountsError extends Error {}

/**
 * Checks the counts of a space's whole tree and what was made of them: all are whole numbers and none is negative; what
 * each level of the tree counts by pattern, and what it counts without, add up to the machines that halt there; the classes
 * add up to all that halt, which are not more than there are machines; a pattern has the count of its mirror image, of its
 * transpose in 2-D, and of itself with the blank symbol exchanged for another. Throws a CountsError.
 */
export function checkCounts(tree: TreeCounts, { space, classes, counts, halting, elsewhere }: Distribution): void {
  for (const values of [tree.counts, tree.halting, tree.elsewhere, ...tree.long.values()]) {
    if (!values.every((value) => Number.isSafeInteger(value) && value >= 0)) {
      throw new CountsError('a count is not a whole number from 0 to 2^53');
    }
  }
  tree.halting.forEach((all, rest) => {
    const found = countedAt(rest, space, classes, tree);
    if (found !== BigInt(all))
      throw new CountsError(`level ${rest}: ${found} machines by what they leave, ${all} in all`);
  });
  const sum = counts.reduce((total, count, i) => total + count * BigInt(classes.size[i]), elsewhere);
  if (sum !== halting) throw new CountsError(`the classes add up to ${sum} machines, ${halting} halt`);
  if (elsewhere < 0n || counts.some((count) => count < 0n)) throw new CountsError('a class has less than no machines');
  const most = machines(space) * BigInt(space.symbols);
  if (halting > most) throw new CountsError(`${halting} machines halt of ${most}`);
  checkSymmetry(space, classes, counts);
}

/** Machines that halt with so many entries undefined, by what they leave. */
function countedAt(rest: number, space: MachineSpace, { patterns }: SymmetryClasses, tree: TreeCounts): bigint {
  let found = BigInt(tree.elsewhere[rest]);
  if (space.dims === 1) {
    let long = 0n;
    for (const names of tree.long.values()) long += BigInt(names[rest]);
    // A string that is too long for the index is longer than one cell.
    if (2n * long !== found)
      throw new CountsError(`level ${rest}: ${2n * long} machines leave long strings, not ${found}`);
  }
  for (const shape of patterns.shapes) {
    const start = rest * patterns.size + patterns.offset(shape.rows, shape.columns);
    let names = 0n;
    for (const count of tree.counts.subarray(start, start + patterns.patterns(shape))) names += BigInt(count);
    found += names * BigInt(directions(space, shape.rows, shape.columns));
  }
  return found;
}

/** By arithmetic on the codes, not by the classes' own way. */
function checkSymmetry({ dims, symbols }: MachineSpace, classes: SymmetryClasses, counts: readonly bigint[]): void {
  const { patterns, classOf } = classes;
  for (const { rows, columns } of patterns.shapes) {
    const size = rows * columns;
    const cells = new Uint8Array(size);
    /** The count of the pattern that has in each of its places what `symbolAt` says. */
    const countOf = (down: number, symbolAt: (place: number) => number) => {
      let code = 0;
      for (let place = 0; place < size; place++) code = code * symbols + symbolAt(place);
      return counts[classOf[patterns.offset(down, size / down) + code]];
    };
    const mirrored = (place: number) => cells[place - (place % columns) + columns - 1 - (place % columns)];
    const transposed = (place: number) => cells[(place % rows) * columns + Math.floor(place / rows)];
    const exchanged = (other: number) => (place: number) =>
      cells[place] === 0 ? other : cells[place] === other ? 0 : cells[place];
    for (let code = 0; code < symbols ** size; code++) {
      for (let place = size - 1, rest = code; place >= 0; place--, rest = Math.floor(rest / symbols)) {
        cells[place] = rest % symbols;
      }
      const count = countOf(rows, (place) => cells[place]);
      const images = [countOf(rows, mirrored)];
      if (dims === 2) images.push(countOf(columns, transposed));
      for (let other = 1; other < symbols; other++) images.push(countOf(rows, exchanged(other)));
      if (images.some((image) => image !== count)) {
        throw new CountsError(`${rows}x${columns} pattern ${cells.join('')}: another count than its images`);
      }
    }
  }
}
