/** The signs of float32 matrices in standard blocks, by kernels/blocks.ts. */
import { Kernels } from '../kernels.ts';
import type { BlockHistogram } from './histogram.ts';
import type { Layout } from './partition.ts';
import type { HeldRows } from './rows.ts';

const CODES = 65_536;

/** float32 values in the kernels' memory. */
export class SignRows implements HeldRows {
  readonly cells: Float32Array;
  readonly #kernels: Kernels;
  readonly #threshold: number;
  readonly #atCounts: number;

  constructor(cells: number, threshold: number) {
    this.#kernels = Kernels.take();
    this.#threshold = roundedDown(threshold);
    const [atCounts, atCells] = this.#kernels.reserve(4 * CODES + 4, 4 * cells);
    this.#atCounts = atCounts;
    this.cells = new Float32Array(this.#kernels.buffer, atCells, cells);
    this.#counts().fill(0);
  }

  get areFinite(): boolean {
    return this.#counts()[CODES] === 0;
  }

  put(values: Float32Array, from: number, to: number, cell: number): void {
    this.cells.set(values.subarray(from, to), cell);
  }

  count({ rows, columns }: Layout): number {
    return this.#kernels.run.countBlocks(this.cells.byteOffset, rows, columns, this.#threshold, this.#atCounts);
  }

  close(histogram: BlockHistogram): void {
    const counts = this.#counts();
    for (let code = 0; code < CODES; code++) if (counts[code] > 0) histogram.add(reversed(code), counts[code]);
    this.#kernels.giveBack();
  }

  /** By reversed code, then the flag for values that are not finite. */
  #counts(): Uint32Array {
    return new Uint32Array(this.#kernels.buffer, this.#atCounts, CODES + 1);
  }
}

/** Sixteen bits in the opposite order. */
function reversed(code: number): number {
  let bits = ((code & 0x5555) << 1) | ((code >> 1) & 0x5555);
  bits = ((bits & 0x3333) << 2) | ((bits >> 2) & 0x3333);
  bits = ((bits & 0x0f0f) << 4) | ((bits >> 4) & 0x0f0f);
  return ((bits & 0xff) << 8) | (bits >> 8);
}

/** The greatest float32 that is not greater: the same float32 values are greater than it. */
function roundedDown(threshold: number): number {
  const nearest = Math.fround(threshold);
  if (nearest <= threshold) return nearest;
  const word = new Int32Array(new Float32Array([nearest]).buffer);
  word[0] += nearest > 0 ? -1 : 1;
  return new Float32Array(word.buffer)[0];
}

const one = new Kernels();

/** How many float32 places the codes of a matrix's blocks take. */
export function codePlaces(rows: number, columns: number): number {
  return Math.ceil(blocksOf(rows, columns) / 2);
}

function blocksOf(rows: number, columns: number): number {
  return Math.floor(rows / 4) * Math.floor(columns / 4);
}

/**
 * Codes of the whole 4×4 blocks of a matrix, positive values being 1, row by row of blocks. Valid until the next call.
 */
export function signCodes(values: Float32Array, rows: number, columns: number): Uint16Array {
  const blocks = blocksOf(rows, columns);
  const [atCodes, atValues] = one.reserve(2 * blocks, values.byteLength);
  new Float32Array(one.buffer, atValues, values.length).set(values);
  one.run.blockCodes(atValues, rows, columns, 0, atCodes);
  return new Uint16Array(one.buffer, atCodes, blocks);
}

/**
 * Gives the codes that a matrix has, at each call; valid until the next one. Where `places` (as many as `codePlaces` says)
 * lie in the same kernels' memory as the values, nothing is copied.
 */
export function signCodesOf(
  values: Float32Array,
  rows: number,
  columns: number,
  places: Float32Array,
): () => Uint16Array {
  const owner = places.buffer === values.buffer ? Kernels.of(values.buffer) : undefined;
  if (owner === undefined) return () => signCodes(values, rows, columns);
  const codes = new Uint16Array(places.buffer, places.byteOffset, blocksOf(rows, columns));
  return () => {
    owner.run.blockCodes(values.byteOffset, rows, columns, 0, codes.byteOffset);
    return codes;
  };
}
