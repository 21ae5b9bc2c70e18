import { Sum } from '../sum.ts';
import { entropyTerm, log2 } from './bdm.ts';
import { BlockHistogram, blockCodes, checkLength } from './histogram.ts';
import {
  checkTable,
  isStandard,
  type Layout,
  layOut,
  type Partition,
  type Piece,
  STANDARD_PARTITION,
} from './partition.ts';
import { signCodes } from './signs.ts';

/** A measure of an array's blocks: BDM in bits, or block entropy in bits per block. */
export type BlockMeasure = 'bdm' | 'blockEntropy';

/** A `LiveMatrix` as plain data. The last digits of its values depend on the way to them: these keep the way. */
export interface LiveMatrixState {
  /** 0 or 1, row by row. */
  readonly bits: Uint8Array;
  /** Distinct codes in the order of the histogram. */
  readonly codes: Uint32Array;
  /** The compensated sum that BDM is. */
  readonly bdm: readonly [sum: number, lost: number];
}

/** At most one block a cell of a block, and each pair of them once. */
const MOST_TOUCHED = 16;

/**
 * A binary array that changes, with its BDM and block entropy always at hand: a change costs constant time for each
 * block that it touches (one, or up to 16 where blocks overlap). The sums are compensated, so that the values stay those
 * of the whole array to the last digits however many changes were made.
 */
export class LiveMatrix {
  readonly layout: Layout;
  readonly histogram: BlockHistogram;
  /** 0 or 1, row by row. To be changed by `flip`, `set` and `update` only. */
  readonly bits: Uint8Array;
  readonly #ctm: Float64Array;
  /**
   * Code of each block: the grid row by row, then the pieces. The codes of a shape begin at a multiple of their number,
   * so that flipping a bit of the code flips the block's bit, whatever its shape.
   */
  readonly #codes: Int32Array;
  readonly #pieces: readonly Piece[];
  /** The piece that a cell lies in, for cells beyond the grid. */
  readonly #pieceOf = new Map<number, number>();
  /** BDM: the sum over distinct blocks b of CTM(b) + log2(count(b)). */
  #bdm = new Sum();
  /** How many distinct blocks occur so often: all that block entropy depends on. */
  readonly #distinctWith: Uint32Array;
  /** The numbers of times that distinct blocks occur, ascending. */
  readonly #occurring: number[] = [];
  /** Block entropy since the last change; null: not summed yet. */
  #entropy: number | null = null;
  /** Whether a block is longer than the (periodic) array. */
  readonly #isWound: boolean;
  readonly #isStandard: boolean;
  readonly #touched = new Int32Array(MOST_TOUCHED);
  readonly #masks = new Int32Array(MOST_TOUCHED);

  /**
   * `values` [rows × columns], positive ones are 1; `ctm` in bits by code (`blockCtm`). Throws a RangeError where the
   * array is empty, or the number of values or of codes is another.
   */
  constructor(
    values: ArrayLike<number>,
    rows: number,
    columns: number,
    ctm: Float64Array,
    partition: Partition = STANDARD_PARTITION,
  ) {
    this.layout = layOut(partition, rows, columns);
    checkLength(values, rows, columns);
    checkTable(ctm, partition);
    this.histogram = new BlockHistogram(partition);
    this.bits = Uint8Array.from({ length: rows * columns }, (_, i) => Number(values[i] > 0));
    this.#ctm = ctm;
    this.#distinctWith = new Uint32Array(this.layout.blocks + 1);
    this.#isStandard = isStandard(partition);
    this.#isWound = rows < partition.shapes[0].rows || columns < partition.shapes[0].columns;
    this.#codes = blockCodes(this.bits, this.layout);
    for (const code of this.#codes) this.#add(code);
    this.#pieces = [...this.layout.pieces];
    this.#pieces.forEach(({ shape, row, column }, piece) => {
      const { rows: height, columns: width } = partition.shapes[shape];
      for (let i = 0; i < height; i++) {
        for (let j = 0; j < width; j++) this.#pieceOf.set((row + i) * columns + column + j, piece);
      }
    });
  }

  /** BDM in bits. */
  get bdm(): number {
    return this.#bdm.value;
  }

  /** Block entropy in bits per block, to the last digit that of the histogram; 0 for an array without blocks. */
  get blockEntropy(): number {
    this.#entropy ??= this.#sumEntropy();
    return this.#entropy;
  }

  #sumEntropy(): number {
    let bits = 0;
    for (const count of this.#occurring) {
      bits += entropyTerm(this.#distinctWith[count], count, this.histogram.total);
    }
    return bits;
  }

  /** A copy of where it stands. */
  save(): LiveMatrixState {
    const { codes, distinct } = this.histogram;
    return { bits: this.bits.slice(), codes: codes.slice(0, distinct), bdm: this.#bdm.parts };
  }

  /**
   * Puts back what `save` of an array of the same shape returned: from here on all values are the same, bit for bit. Throws
   * a RangeError for another number of bits.
   */
  restore({ bits, codes, bdm }: LiveMatrixState): void {
    this.update(bits);
    this.histogram.reorder(codes);
    this.#bdm = new Sum(bdm);
  }

  /** Changes one bit to its opposite. Throws a RangeError outside the array. */
  flip(row: number, column: number): void {
    const touched = this.#touch(row, column);
    this.bits[row * this.layout.columns + column] ^= 1;
    for (let i = 0; i < touched; i++) {
      const block = this.#touched[i];
      this.#recode(block, this.#codes[block] ^ this.#masks[i]);
    }
  }

  /** Sets one bit. Throws a RangeError outside the array. */
  set(row: number, column: number, bit: 0 | 1): void {
    this.#touch(row, column);
    if (this.bits[row * this.layout.columns + column] !== bit) this.flip(row, column);
  }

  /**
   * Sets all bits, as the constructor does; only what differs is changed. float32 in standard blocks is fastest, and more so
   * where the codes of its blocks, row by row, are known. Throws a RangeError for another number of values or codes.
   */
  update(values: ArrayLike<number>, codes?: Uint16Array): void {
    const { rows, columns, down, across } = this.layout;
    checkLength(values, rows, columns);
    if (values instanceof Float32Array && this.#isStandard) {
      this.#updateBlocks(codes ?? signCodes(values, rows, columns));
      // What no block holds.
      const { bits } = this;
      for (let row = 0; row < rows; row++) {
        for (let column = row < 4 * down ? 4 * across : 0; column < columns; column++) {
          bits[row * columns + column] = Number(values[row * columns + column] > 0);
        }
      }
    } else {
      for (let i = 0; i < this.bits.length; i++) {
        if (this.bits[i] !== Number(values[i] > 0)) this.flip(Math.floor(i / columns), i % columns);
      }
    }
  }

  #updateBlocks(codes: Uint16Array): void {
    const { columns, across, blocks } = this.layout;
    if (codes.length !== blocks) throw new RangeError(`${codes.length} codes of ${blocks} blocks`);
    const before = this.#codes;
    for (let block = 0; block < codes.length; block++) {
      if (before[block] === codes[block]) continue;
      const first = 4 * Math.floor(block / across) * columns + 4 * (block % across);
      // Mostly one bit of a block has changed.
      for (let changed = before[block] ^ codes[block]; changed !== 0; changed &= changed - 1) {
        const place = Math.clz32(changed & -changed) - 16;
        this.bits[first + (place >> 2) * columns + (place & 3)] ^= 1;
      }
      this.#recode(block, codes[block]);
    }
  }

  /** By how much a flip would change the measure, without making it. Throws a RangeError outside the array. */
  effectOfFlip(row: number, column: number, measure: BlockMeasure = 'bdm'): number {
    const touched = this.#touch(row, column);
    const { total } = this.histogram;
    if (measure === 'bdm') return this.#tryOut(touched, (...count) => this.#bdmChange(...count));
    return total === 0
      ? 0
      : (0 - this.#tryOut(touched, (_, before, after) => countLog(after) - countLog(before))) / total;
  }

  /** The change of a sum over distinct blocks if the touched blocks were exchanged. */
  #tryOut(touched: number, change: (code: number, before: number, after: number) => number): number {
    const { counts } = this.histogram;
    let sum = 0;
    for (let i = 0; i < touched; i++) {
      const from = this.#codes[this.#touched[i]];
      const to = from ^ this.#masks[i];
      sum += change(from, counts[from], --counts[from]) + change(to, counts[to], ++counts[to]);
    }
    for (let i = 0; i < touched; i++) {
      const code = this.#codes[this.#touched[i]];
      counts[code ^ this.#masks[i]]--;
      counts[code]++;
    }
    return sum;
  }

  #recode(block: number, code: number): void {
    this.#remove(this.#codes[block]);
    this.#codes[block] = code;
    this.#add(code);
  }

  #add(code: number): void {
    const times = this.histogram.counts[code];
    this.histogram.add(code);
    this.#move(code, times, times + 1);
  }

  #remove(code: number): void {
    const times = this.histogram.counts[code];
    this.histogram.remove(code);
    this.#move(code, times, times - 1);
  }

  #move(code: number, before: number, after: number): void {
    this.#bdm.add(this.#bdmChange(code, before, after));
    this.#countDistinct(before, -1);
    this.#countDistinct(after, 1);
  }

  #countDistinct(count: number, change: number): void {
    this.#entropy = null;
    if (count === 0) return;
    const before = this.#distinctWith[count];
    this.#distinctWith[count] = before + change;
    if (before !== 0 && before + change !== 0) return;
    // So few that to look through them is fastest: their sum is at most the number of blocks.
    let place = 0;
    while (this.#occurring[place] < count) place++;
    if (before === 0) this.#occurring.splice(place, 0, count);
    else this.#occurring.splice(place, 1);
  }

  /**
   * The change of BDM, in bits, when a block occurs once more or less. Its CTM is in it only if it appears or vanishes:
   * otherwise rounding would tell equal changes apart.
   */
  #bdmChange(code: number, before: number, after: number): number {
    if (before === 0) return this.#ctm[code] + log2(after);
    return after === 0 ? -(this.#ctm[code] + log2(before)) : log2(after) - log2(before);
  }

  /**
   * Finds the blocks that a cell lies in and the bit that it is in each of them. Returns how many; they stand in
   * #touched and #masks.
   */
  #touch(row: number, column: number): number {
    const { rows, columns, partition, down, across } = this.layout;
    const isInside = row >= 0 && row < rows && column >= 0 && column < columns;
    if (!isInside || !Number.isInteger(row) || !Number.isInteger(column)) {
      throw new RangeError(`no cell (${row}, ${column}) in an array of ${rows}×${columns}`);
    }
    const { shapes, shift } = partition;
    const { rows: height, columns: width } = shapes[0];
    let touched = 0;
    for (let i = 0; i < height; i++) {
      const top = this.#startAt(row - i, rows, down, shift.rows);
      if (top < 0) continue;
      for (let j = 0; j < width; j++) {
        const left = this.#startAt(column - j, columns, across, shift.columns);
        if (left < 0) continue;
        touched = this.#note(top * across + left, 1 << (height * width - 1 - (i * width + j)), touched);
      }
    }
    const piece = this.#pieceOf.get(row * columns + column);
    if (piece === undefined) return touched;
    const { shape, row: top, column: left } = this.#pieces[piece];
    const { rows: high, columns: wide } = shapes[shape];
    const place = (row - top) * wide + column - left;
    return this.#note(down * across + piece, 1 << (high * wide - 1 - place), touched);
  }

  /** Number of the block, along one axis, that starts at a cell; -1 if none does. */
  #startAt(cell: number, length: number, count: number, shift: number): number {
    const start =
      cell < 0 && this.layout.partition.boundary === 'periodic' ? cell + Math.ceil(-cell / length) * length : cell;
    const number = start / shift;
    return start >= 0 && Number.isInteger(number) && number < count ? number : -1;
  }

  /** Adds a block to those touched; where one holds the cell more than once, its bits are one mask. */
  #note(block: number, mask: number, touched: number): number {
    for (let i = this.#isWound ? 0 : touched; i < touched; i++) {
      if (this.#touched[i] !== block) continue;
      this.#masks[i] |= mask;
      return touched;
    }
    this.#touched[touched] = block;
    this.#masks[touched] = mask;
    return touched + 1;
  }
}

/** Block entropy is log2(total) − Σ countLog(count) / total. */
function countLog(times: number): number {
  return times === 0 ? 0 : times * log2(times);
}
