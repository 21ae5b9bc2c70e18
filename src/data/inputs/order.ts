/**
 * The order in which a network is given the inputs of an example. Weights are measured in the order of their inputs, while a
 * perceptron learns the same whatever it is: so it is asked of a measure whether it does depend on it.
 */
import { type Shape, sizeOf } from '../../nn/examples.ts';
import { inOrder, ownStream, shuffle } from '../../random.ts';

/** Those of pictures: as they are, column by column, or row by row with every other row, from the second on, backwards. */
export const PICTURE_ORDERS = ['rows', 'columns', 'snake'] as const;

/** `random`: one order of all inputs for each whole number, drawn from nothing else. `rows`, of any shape: as they are. */
export type Order = (typeof PICTURE_ORDERS)[number] | { readonly random: number };

/** Whether inputs of a shape have such an order. */
export function hasOrder(shape: Shape, order: Order): boolean {
  return order === 'rows' || typeof order === 'object' || shape.length === 3;
}

/**
 * Which input, as numbered in the set, comes at each place: a permutation. Throws a RangeError for an order of pictures where
 * the shape is that of none.
 */
export function placesIn(order: Order, shape: Shape): Uint32Array {
  if (!hasOrder(shape, order)) throw new RangeError(`no order ${order} of what is no picture`);
  const places = inOrder(sizeOf(shape));
  if (order === 'rows') return places;
  if (typeof order === 'object') {
    shuffle(places, ownStream(order.random, 0));
    return places;
  }
  const [height, width] = shape.slice(-2);
  const byColumns = (at: number) => (at % height) * width + Math.floor(at / height);
  const bySnake = (at: number) => {
    const [row, column] = [Math.floor(at / width), at % width];
    return row * width + (row % 2 === 1 ? width - 1 - column : column);
  };
  return places.map(order === 'columns' ? byColumns : bySnake);
}

/** Puts the inputs x [any × places] of each example in another order, where they lie: memory stays shared. */
export function reorder(x: Float32Array, places: Uint32Array): void {
  const before = new Float32Array(places.length);
  for (let start = 0; start < x.length; start += places.length) {
    for (let i = 0; i < before.length; i++) before[i] = x[start + i];
    for (let i = 0; i < before.length; i++) x[start + i] = before[places[i]];
  }
}
