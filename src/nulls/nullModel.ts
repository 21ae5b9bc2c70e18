import type { RandomGenerator } from '../random.ts';

/** A matrix of bits, a byte each, row by row. */
export interface BitMatrix {
  readonly bits: Uint8Array;
  readonly rows: number;
  readonly columns: number;
}

/** Writes the bits of one random matrix into as many places, whatever stands there. */
export type Draw = (into: Uint8Array, random: RandomGenerator) => void;

/** A way to draw matrices that have something in common with a given one, and nothing else. */
export interface NullModel {
  /** "same density", as in the midst of a sentence. */
  readonly label: string;
  /** What every draw has of the matrix, or has in expectation. */
  readonly keeps: string;
  /** Whether a single row can be drawn that is neither always itself nor what another model draws. */
  readonly isOfStrings: boolean;
  /** Of several matrices in a stack: whether what is kept is kept of each or of all together. */
  readonly slices: 'each' | 'together';
  /** Draws of a matrix, which is not changed; of its blocks where the model has some. */
  drawOf(matrix: BitMatrix, block: { readonly rows: number; readonly columns: number }): Draw;
}
