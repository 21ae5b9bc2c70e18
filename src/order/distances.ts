/** Vectors of bits and how far they are apart. */
import { Kernels } from '../kernels.ts';

/** So many 32-bit words for each vector (2, or a multiple of 4), one after the other; bits beyond its own are 0. */
export interface Vectors {
  readonly count: number;
  readonly bits: number;
  readonly length: number;
  readonly words: Uint32Array;
}

/** Most vectors: the distances of all pairs with their order take six bytes a pair. */
export const MOST_VECTORS = 2 ** 14;
/** Most bits of a vector: distances are uint16. */
export const MOST_BITS = 2 ** 16 - 1;

/** Vectors of zeros, each with room for so many bits. */
export function makeVectors(count: number, bits: number): Vectors {
  const length = bits <= 64 ? 2 : 4 * Math.ceil(bits / 128);
  return { count, bits, length, words: new Uint32Array(count * length) };
}

/** The rows, and the columns, of a matrix [rows × columns] of the bits 0 and 1. */
export function vectorsOf(bits: Uint8Array, rows: number, columns: number) {
  const ofRows = makeVectors(rows, columns);
  const ofColumns = makeVectors(columns, rows);
  const [rowWords, columnWords] = [ofRows.words, ofColumns.words];
  for (let row = 0, cell = 0; row < rows; row++) {
    let atRow = row * ofRows.length;
    const shift = row & 31;
    for (let first = 0, at = row >> 5; first < columns; first += 32) {
      let word = 0;
      const end = Math.min(32, columns - first);
      for (let i = 0; i < end; i++, at += ofColumns.length) {
        const bit = bits[cell++];
        word |= bit << i;
        columnWords[at] |= bit << shift;
      }
      rowWords[atRow++] = word;
    }
  }
  return { ofRows, ofColumns };
}

/**
 * Hamming distances of the pairs (0, 1), (0, 2) … (1, 2) …, handed to `use` as long as it runs, with the kernels in whose memory
 * they lie and the addresses of areas of so many bytes. Throws a RangeError for more vectors than `MOST_VECTORS`, or longer ones
 * than `MOST_BITS`.
 */
export function withDistances<T>(
  { count, bits, length, words }: Vectors,
  use: (distances: Uint16Array, kernels: Kernels, areas: readonly number[]) => T,
  sizes: readonly number[] = [],
): T {
  if (count > MOST_VECTORS) throw new RangeError(`distances of ${count} vectors: at most ${MOST_VECTORS}`);
  if (bits > MOST_BITS) throw new RangeError(`distances of vectors of ${bits} bits: at most ${MOST_BITS}`);
  const pairs = (count * (count - 1)) / 2;
  const kernels = Kernels.take();
  try {
    const [atVectors, atDistances, ...areas] = kernels.reserve(words.byteLength, 2 * pairs, ...sizes);
    new Uint32Array(kernels.buffer, atVectors, words.length).set(words);
    kernels.run.pairDistances(atVectors, count, 4 * length, atDistances);
    return use(new Uint16Array(kernels.buffer, atDistances, pairs), kernels, areas);
  } finally {
    kernels.giveBack();
  }
}
