/** Null models: what each draw keeps, and how likely each matrix is, against lists of all that can be drawn. */
import { describe, expect, test } from 'vitest';
import { arrangement, drawOf, NULL_MODELS, NULL_NAMES, type NullName, randomOf } from '../../src/nulls/index.ts';
import { below, randomStream } from '../../src/random.ts';
import { bitsOf, chiSquare, chiSquareBound, drawn, evenly, everyMatrix, everyOrder, shapeOf } from './cases.ts';

const FOUR = { rows: 4, columns: 4 };

/** Whether so many draws fit the chances that each matrix should have. */
function expectChances(
  name: NullName,
  text: string,
  chances: ReadonlyMap<string, number>,
  draws = 20_000,
  block = FOUR,
) {
  const sum = [...chances.values()].reduce((total, chance) => total + chance, 0);
  expect(sum).toBeCloseTo(1, 12);
  const { value, freedom } = chiSquare(drawn(name, text, draws, 3, block), chances);
  expect(value).toBeLessThan(chiSquareBound(freedom));
}

const margins = (text: string) => {
  const rows = text.split('/');
  const sumOf = (digits: Iterable<string>) => [...digits].filter((digit) => digit === '1').length;
  return JSON.stringify([rows.map(sumOf), [...rows[0]].map((_, column) => sumOf(rows.map((row) => row[column])))]);
};

describe('density: each arrangement of as many ones is as likely as any other', () => {
  test('of 2×3 with two ones: 15 of them', () => {
    const all = everyMatrix(2, 3).filter((text) => text.replaceAll(/[0/]/g, '').length === 2);
    expect(all.length).toBe(15);
    expectChances('density', '110/000', evenly(all));
  });

  test('a stack shares the ones of all its matrices', () => {
    const draw = drawOf('density', bitsOf('1111/0000'), { count: 2, rows: 1, columns: 4 }, FOUR);
    const random = randomStream(1, 0);
    const into = new Uint8Array(8);
    const shares = new Set<number>();
    for (let i = 0; i < 200; i++) {
      draw(into, random);
      expect(into.reduce((sum, bit) => sum + bit, 0)).toBe(4);
      shares.add(into[0] + into[1] + into[2] + into[3]);
    }
    expect([...shares].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  test('piece by piece it is the same as at once', () => {
    const bits = Uint8Array.from({ length: 1000 }, (_, i) => Number(i % 7 === 0));
    const [whole, pieces] = [new Uint8Array(1000), new Uint8Array(1000)];
    drawOf('density', bits, { count: 1, rows: 20, columns: 50 }, FOUR)(whole, randomOf('density', 5));
    const draw = arrangement(
      1000,
      bits.reduce((sum, bit) => sum + bit, 0),
    );
    const random = randomStream(5, 0);
    for (let i = 0; i < 1000; i += 300) draw(pieces.subarray(i, Math.min(1000, i + 300)), random);
    expect(pieces).toEqual(whole);
  });
});

describe('margins: each matrix with the same rows’ and columns’ numbers of ones is as likely as any other', () => {
  test.each([
    ['1100/1010/0110/0001', 'mixed'],
    ['1000/0100/0010/0001', 'the 24 orders of four'],
    ['11100/10011/01010', 'not square'],
    ['1100/0011', 'two rows'],
  ])('%s, %s', (text) => {
    const { rows, columns } = shapeOf(text);
    const all = everyMatrix(rows, columns).filter((other) => margins(other) === margins(text));
    expect(all.length).toBeGreaterThan(5);
    expectChances('margins', text, evenly(all));
  });

  test('a matrix that no other shares its margins with is drawn as it is', () => {
    expect(new Set(drawn('margins', '1110/1100/1000', 50))).toEqual(new Set(['1110/1100/1000']));
    expect(new Set(drawn('margins', '0110', 50))).toEqual(new Set(['0110']));
  });

  test('trades are enough: a band is as like its draws as draws of draws of draws', () => {
    const side = 64;
    const band = Uint8Array.from({ length: side * side }, (_, i) =>
      Number(Math.abs(Math.floor(i / side) - (i % side)) <= 8),
    );
    const matrices = { count: 1, rows: side, columns: side };
    const random = randomStream(2, 0);
    const after = (times: number) => {
      let bits = band;
      for (let i = 0; i < times; i++) {
        const next = new Uint8Array(bits.length);
        drawOf('margins', bits, matrices, FOUR)(next, random);
        bits = next;
      }
      return bits.reduce((sum, bit, i) => sum + Number(bit === band[i]), 0) / bits.length;
    };
    const meanOf = (times: number) => Array.from({ length: 40 }, () => after(times)).reduce((a, b) => a + b) / 40;
    // The mean of 40 draws has a standard deviation of about 0.001.
    expect(Math.abs(meanOf(1) - meanOf(3))).toBeLessThan(0.005);
    expect(meanOf(1)).toBeLessThan(0.65);
  });
});

describe('permuted: each order of the rows and each of the columns is as likely as any other', () => {
  test.each(['110/100/001', '1100/0101', '10/01/00'])('%s', (text) => {
    const rows = text.split('/');
    const all = everyOrder(rows.length).flatMap((rowOrder) =>
      everyOrder(rows[0].length).map((order) =>
        rowOrder.map((row) => order.map((column) => rows[row][column]).join('')).join('/'),
      ),
    );
    expectChances('permuted', text, evenly(all));
  });
});

/** The share of ones among the cells that a condition names; among all cells where it names none. */
function rate(text: string, isNamed: (row: number, column: number) => boolean): number {
  const rows = text.split('/');
  const cells = rows.flatMap((digits, row) => [...digits].map((digit, column) => ({ digit, row, column })));
  const named = cells.filter(({ row, column }) => isNamed(row, column));
  const among = named.length === 0 ? cells : named;
  return among.filter(({ digit }) => digit === '1').length / among.length;
}

/** Chances of all matrices of a shape, from the chance of a 1 in each cell given the matrix. */
function meshChances(text: string, chanceOfOne: (other: string[], row: number, column: number) => number) {
  const { rows, columns } = shapeOf(text);
  return new Map(
    everyMatrix(rows, columns).map((other) => {
      const digits = other.split('/');
      let chance = 1;
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const one = chanceOfOne(digits, row, column);
          chance *= digits[row][column] === '1' ? one : 1 - one;
        }
      }
      return [other, chance];
    }),
  );
}

const MESHES = ['1101/0011/0110', '110/101/001/110', '0001/0001', '1110/1110/1111'];

describe('markov: each row has the product of its transitions’ rates as its chance', () => {
  test.each([...MESHES, '0110111010'])('%s', (text) => {
    const rows = text.split('/');
    const chances = meshChances(text, (other, row, column) =>
      column === 0
        ? rate(text, (_, j) => j === 0)
        : rate(text, (i, j) => j > 0 && rows[i][j - 1] === other[row][column - 1]),
    );
    expectChances('markov', text, chances);
  });
});

describe('markov2d: each matrix has the product of its cells’ rates, given those left and above, as its chance', () => {
  test.each(MESHES)('%s', (text) => {
    const rows = text.split('/');
    const chances = meshChances(text, (other, row, column) => {
      const isLeft = (i: number, j: number) => j > 0 && rows[i][j - 1] === other[row][column - 1];
      const isAbove = (i: number, j: number) => i > 0 && rows[i - 1][j] === other[row - 1][column];
      if (row === 0 && column === 0) return rate(text, () => true);
      if (row === 0) return rate(text, isLeft);
      if (column === 0) return rate(text, isAbove);
      return rate(text, (i, j) => isLeft(i, j) && isAbove(i, j));
    });
    expectChances('markov2d', text, chances);
  });
});

describe('of a large matrix the rates of many draws are those of the matrix', () => {
  const side = 40;
  const random = randomStream(8, 0);
  // A sparse upper half, stripes below: rates that differ.
  const rows = Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (_, column) => (row < 20 ? Number(below(random, 5) === 0) : (column >> 1) % 2)).join(
      '',
    ),
  );
  const text = rows.join('/');
  const countsOf = (
    text: string,
    before: (rows: string[], i: number, j: number) => string,
    first: [number, number],
  ) => {
    const counts: Record<string, [seen: number, ones: number]> = {};
    const rows = text.split('/');
    for (let i = first[0]; i < side; i++) {
      for (let j = first[1]; j < side; j++) {
        const state = before(rows, i, j);
        counts[state] ??= [0, 0];
        counts[state][0]++;
        counts[state][1] += Number(rows[i][j]);
      }
    }
    return counts;
  };
  test.each([
    ['markov', (rows: string[], i: number, j: number) => rows[i][j - 1], [0, 1]],
    ['markov2d', (rows: string[], i: number, j: number) => rows[i][j - 1] + rows[i - 1][j], [1, 1]],
  ] as const)('%s', (name, before, [row, column]) => {
    const wanted = countsOf(text, before, [row, column]);
    const found: typeof wanted = {};
    for (const draw of drawn(name, text, 200)) {
      for (const [state, [seen, ones]] of Object.entries(countsOf(draw, before, [row, column]))) {
        const [sum, sumOfOnes] = found[state] ?? [0, 0];
        found[state] = [sum + seen, sumOfOnes + ones];
      }
    }
    expect(Object.keys(found).sort()).toEqual(Object.keys(wanted).sort());
    for (const [state, [seen, ones]] of Object.entries(found)) {
      const rate = wanted[state][1] / wanted[state][0];
      // Given its state each cell is drawn by itself: four standard deviations.
      expect(Math.abs(ones / seen - rate)).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / seen));
    }
  });
});

describe('blocks: each order of the whole blocks is as likely as any other, and what lies outside them stays', () => {
  test('2×2 blocks of 5×7', () => {
    const text = '1100101/1000100/0110101/0101010/1010101';
    const rows = text.split('/');
    const places = [0, 1].flatMap((i) => [0, 1, 2].map((j) => [2 * i, 2 * j]));
    const all = everyOrder(6).map((order) => {
      const digits = rows.map((row) => [...row]);
      for (const [place, [row, column]] of places.entries()) {
        const [fromRow, fromColumn] = places[order[place]];
        for (const i of [0, 1]) for (const j of [0, 1]) digits[row + i][column + j] = rows[fromRow + i][fromColumn + j];
      }
      return digits.map((row) => row.join('')).join('/');
    });
    expectChances('blocks', text, evenly(all), 20_000, { rows: 2, columns: 2 });
  });

  test('blocks of three of a string of ten', () => {
    const parts = ['110', '001', '010'];
    const all = everyOrder(3).map((order) => `${order.map((i) => parts[i]).join('')}1`);
    expectChances('blocks', `${parts.join('')}1`, evenly(all), 20_000, { rows: 1, columns: 3 });
  });

  test('a matrix without a whole block is drawn as it is', () => {
    expect(new Set(drawn('blocks', '101/010', 20))).toEqual(new Set(['101/010']));
  });
});

describe.each(NULL_NAMES)('%s', (name) => {
  const matrices = { count: 3, rows: 8, columns: 9 };
  const source = randomStream(4, 0);
  const bits = Uint8Array.from({ length: 3 * 72 }, (_, i) => Number(below(source, 10) < [1, 4, 8][Math.floor(i / 72)]));

  test('leaves the matrix as it is; a seed’s draws are the same each time, and each draw is another', () => {
    const before = bits.slice();
    const twice = [1, 1, 2].map((seed) => {
      const draw = drawOf(name, bits, matrices, FOUR);
      const random = randomOf(name, seed);
      return Array.from({ length: 2 }, () => {
        const into = new Uint8Array(bits.length);
        draw(into, random);
        expect(into.every((bit) => bit < 2)).toBe(true);
        return into.join('');
      });
    });
    expect(bits).toEqual(before);
    expect(twice[0]).toEqual(twice[1]);
    expect(new Set(twice.flat()).size).toBe(4);
  });

  test('draws each matrix of a stack by itself, if it does not say otherwise', () => {
    const draw = drawOf(name, bits, matrices, FOUR);
    const random = randomOf(name, 1);
    const sums = [0, 0, 0];
    const into = new Uint8Array(bits.length);
    for (let i = 0; i < 50; i++) {
      draw(into, random);
      into.forEach((bit, cell) => {
        sums[Math.floor(cell / 72)] += bit / (50 * 72);
      });
    }
    const own = [0, 1, 2].map((slice) => bits.subarray(72 * slice, 72 * slice + 72).reduce((a, b) => a + b, 0) / 72);
    const all = own.reduce((a, b) => a + b) / 3;
    const { slices } = NULL_MODELS[name];
    for (const [slice, sum] of sums.entries()) {
      expect(Math.abs(sum - (slices === 'each' ? own[slice] : all))).toBeLessThan(0.05);
    }
  });

  test('constant matrices are drawn as they are', () => {
    for (const value of [0, 1]) {
      const constant = new Uint8Array(bits.length).fill(value);
      const into = new Uint8Array(bits.length).fill(1 - value);
      drawOf(name, constant, matrices, FOUR)(into, randomOf(name, 1));
      expect(into).toEqual(constant);
    }
  });
});

test('streams are numbered by the table’s rows, so that one model’s draws do not depend on the others', () => {
  for (const [place, name] of NULL_NAMES.entries()) {
    expect(randomOf(name, 7).getState()).toEqual(randomStream(7, place).getState());
  }
  expect(NULL_NAMES).toEqual(['density', 'margins', 'permuted', 'markov', 'markov2d', 'blocks']);
});
