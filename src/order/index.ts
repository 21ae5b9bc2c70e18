export { canonicalOrder, type Order, reordered } from './canonical.ts';
export { randomOrders } from './random.ts';
