import { inOrder, randomStream, shuffle } from '../random.ts';
import type { Order } from './canonical.ts';

/**
 * Random orders of rows and columns, each as likely as any other: always the same `count` for matrices of one shape, so that
 * what is measured in them is a function of the matrix alone.
 */
export function randomOrders(rows: number, columns: number, count: number): Order[] {
  const random = randomStream(Math.imul(rows, 65_537) ^ columns, 0);
  const shuffled = (length: number) => {
    const numbers = inOrder(length);
    shuffle(numbers, random);
    return numbers;
  };
  return Array.from({ length: count }, () => ({ rows: shuffled(rows), columns: shuffled(columns) }));
}
