import { type Matrices, slicesOf } from '../bdm/index.ts';
import { arranger, canonicalOrder, MOST_VECTORS, type OrderOptions, reordered } from '../order/index.ts';

/** The bits of matrices, a byte each, and the same in other orders of their rows and columns, each matrix in its own. */
export class ArrangedBits {
  readonly stored: Uint8Array;
  readonly #matrices: Matrices;
  #canonical: { readonly bits: Uint8Array; readonly isUnique: boolean } | null = null;

  constructor(stored: Uint8Array, matrices: Matrices) {
    this.stored = stored;
    this.#matrices = matrices;
  }

  /** Whether they can be put in an order: matrices of more than 16 384 rows or columns have no canonical one here. */
  has({ order }: Pick<OrderOptions, 'order'>): boolean {
    const { rows, columns } = this.#matrices;
    return order !== 'canonical' || Math.max(rows, columns) <= MOST_VECTORS;
  }

  /** In one order, or in as many random ones as are drawn. Throws a RangeError where there is no such order. */
  in(options: OrderOptions): readonly Uint8Array[] {
    if (options.order === 'canonical') return [this.#inCanonicalOrder.bits];
    const { rows, columns } = this.#matrices;
    const arrange = arranger(rows, columns, options);
    const slices = this.#slices.map(arrange);
    return options.order === 'stored'
      ? [this.stored]
      : slices[0].map((_, draw) => joined(slices.map((of) => of[draw])));
  }

  /** Whether the canonical order is that of any permutation of each matrix: of matrices that are too much alike it is not. */
  get isUnique(): boolean {
    return this.#inCanonicalOrder.isUnique;
  }

  get #inCanonicalOrder() {
    const { rows, columns } = this.#matrices;
    this.#canonical ??= canonicalForm(this.#slices, rows, columns);
    return this.#canonical;
  }

  get #slices(): Uint8Array[] {
    return slicesOf(this.stored, [this.#matrices]).map(({ bits }) => bits);
  }
}

function canonicalForm(slices: readonly Uint8Array[], rows: number, columns: number) {
  const orders = slices.map((bits) => canonicalOrder(bits, rows, columns));
  return {
    bits: joined(slices.map((bits, i) => reordered(bits, columns, orders[i]))),
    isUnique: orders.every(({ isUnique }) => isUnique),
  };
}

/** All parts in one sequence; a single one is not copied. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
