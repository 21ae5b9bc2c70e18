import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MachineSpace, SymmetryClasses } from '../../src/turing/index.ts';
import { PatternIndex } from '../../src/turing/patterns.ts';

type Rows = readonly (readonly number[])[];

const transposed = (rows: Rows): Rows => rows[0].map((_, column) => rows.map((row) => row[column]));
const backwards = (rows: Rows): Rows => rows.map((row) => row.toReversed());

/** Mirrored and turned in each way that the tape allows: a list may name one twice. */
function turned(rows: Rows, dims: 1 | 2): Rows[] {
  const mirrored = [rows, backwards(rows)];
  if (dims === 1) return mirrored;
  const upended = mirrored.flatMap((one) => [one, one.toReversed()]);
  return [...upended, ...upended.map(transposed)];
}

function orders(symbols: readonly number[]): number[][] {
  if (symbols.length === 0) return [[]];
  return symbols.flatMap((first) => orders(symbols.filter((other) => other !== first)).map((rest) => [first, ...rest]));
}

const SPACES: MachineSpace[] = [
  { dims: 1, states: 2, symbols: 2 },
  { dims: 1, states: 2, symbols: 3 },
  { dims: 1, states: 2, symbols: 4 },
  { dims: 2, states: 2, symbols: 2 },
];

test.each(SPACES)(
  'classes of $dims-D, $symbols symbols are what turning and relabelling make of a pattern',
  (space) => {
    const patterns = new PatternIndex(space);
    const classes = new SymmetryClasses(space);
    const numberOf = (rows: Rows) =>
      patterns.offset(rows.length, rows[0].length) + Number.parseInt(rows.flat().join(''), space.symbols);
    const shape = fc.constantFrom(...patterns.shapes);
    const pattern = shape.chain(({ rows, columns }) => {
      const row = fc.array(fc.nat(space.symbols - 1), { minLength: columns, maxLength: columns });
      return fc.array(row, { minLength: rows, maxLength: rows });
    });
    fc.assert(
      fc.property(pattern, (rows) => {
        const relabelled = orders([...Array(space.symbols).keys()]).map((order) =>
          rows.map((row) => row.map((symbol) => order[symbol])),
        );
        const images = new Set(relabelled.flatMap((one) => turned(one, space.dims)).map(numberOf));
        const own = classes.classOf[numberOf(rows)];
        expect(new Set([...images].map((number) => classes.classOf[number]))).toEqual(new Set([own]));
        expect(classes.size[own]).toBe(images.size);
        expect(classes.first[own]).toBe(Math.min(...images));
      }),
      { examples: [[[[0]]]] },
    );
    expect(classes.size.reduce((sum, size) => sum + size, 0)).toBe(patterns.size);
  },
);
