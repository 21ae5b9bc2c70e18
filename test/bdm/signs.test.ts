import { expect, test } from 'vitest';
import { blockCode, codePlaces, signCodes, signCodesOf } from '../../src/bdm/index.ts';
import { onSimd } from '../../src/nn/backend/simd.ts';
import { randomStream, uniform } from '../../src/random.ts';

test.each([
  [4, 4],
  [3, 9],
  [9, 14],
  [32, 100],
  [17, 67],
])('codes of a %i×%i matrix are those of its blocks, copied or where it lies', (rows, columns) => {
  const { values, places } = onSimd((backend) => ({
    values: backend.allocate(rows * columns),
    places: backend.allocate(codePlaces(rows, columns)),
  }));
  const random = randomStream(rows, columns);
  for (let i = 0; i < values.length; i++) values[i] = uniform(random) < 0.2 ? 0 : uniform(random) - 0.5;
  const expected: number[] = [];
  for (let row = 0; row + 4 <= rows; row += 4) {
    for (let column = 0; column + 4 <= columns; column += 4) expected.push(blockCode(values, columns, row, column));
  }
  const inPlace = signCodesOf(values, rows, columns, places)();
  expect(inPlace.buffer).toBe(values.buffer);
  expect([...inPlace]).toEqual(expected);
  expect([...signCodesOf(values.slice(), rows, columns, places)()]).toEqual(expected);
  expect([...signCodes(values.slice(), rows, columns)]).toEqual(expected);
});
