import { canonicalOrder, type Order, reordered } from './canonical.ts';
import { randomOrders } from './random.ts';

/** In which orders a matrix is measured. */
export interface OrderOptions {
  readonly order: 'stored' | 'random' | 'canonical';
  /** Of random orders how many; the measure is the mean over them. */
  readonly draws: number;
}

/**
 * Gives the bits of a matrix [rows × columns] of 0 and 1 in each of its orders: as stored, in some random ones, which are
 * the same at each call, or in the canonical one.
 */
export function arranger(rows: number, columns: number, options: OrderOptions): (bits: Uint8Array) => Uint8Array[] {
  if (options.order === 'stored') return (bits) => [bits];
  const drawn = options.order === 'random' ? randomOrders(rows, columns, options.draws) : null;
  const ordersOf = (bits: Uint8Array): readonly Order[] => drawn ?? [canonicalOrder(bits, rows, columns)];
  return (bits) => ordersOf(bits).map((order) => reordered(bits, columns, order));
}
