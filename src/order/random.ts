import { inOrder, type RandomGenerator, randomStream, shuffle } from '../random.ts';
import type { Order } from './canonical.ts';

/** Rows and columns each in a random order, as likely as any other. */
export function randomOrder(rows: number, columns: number, random: RandomGenerator): Order {
  const order = { rows: inOrder(rows), columns: inOrder(columns) };
  shuffle(order.rows, random);
  shuffle(order.columns, random);
  return order;
}

/**
 * Random orders: always the same `count` for matrices of one shape, so that what is measured in them is a function of the
 * matrix alone.
 */
export function randomOrders(rows: number, columns: number, count: number): Order[] {
  const random = randomStream(Math.imul(rows, 65_537) ^ columns, 0);
  return Array.from({ length: count }, () => randomOrder(rows, columns, random));
}
