export { arranger, type OrderOptions } from './arrange.ts';
export { canonicalOrder, type Order, reordered } from './canonical.ts';
export { MOST_BITS, MOST_VECTORS, vectorsOf, withDistances } from './distances.ts';
export { randomOrder, randomOrders } from './random.ts';
