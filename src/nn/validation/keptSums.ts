import type { Kernels } from '../../kernels.ts';
import type { Examples } from '../examples.ts';
import type { WeightMatrix } from '../layers/weightMatrix.ts';

/**
 * The sums of a layer of binary weights over examples on a grid, x · sign(W)ᵀ, as whole numbers of the grid's unit: kept by
 * output [outputs × count] (int32), and corrected by two columns of inputs for each weight that flipped.
 */
export class KeptSums {
  /** What a sum of 1 stands for. */
  readonly unit: number;
  /** Of the sums, in the kernels' memory. */
  readonly #address: number;
  readonly #kernels: Kernels;
  readonly #matrix: WeightMatrix;
  /** Examples, padded to a multiple of 32 by such whose inputs are 0. */
  readonly #count: number;
  /** Of the inputs by columns [inputs × count] (int16). */
  readonly #columns: number;
  /** Addresses of the columns of the weights that flipped. */
  readonly #flipped: Uint32Array;
  /** The signs that the sums are of: 1 for +1. */
  readonly #bits: Uint8Array;

  /** What it takes of the kernels' memory, of so many examples, a multiple of 32. */
  static bytes({ outputs, inputs }: WeightMatrix, count: number): number {
    return 4 * outputs * count + 2 * inputs * count + 4 * inputs;
  }

  /** The sums will stand at `address` in the kernels' memory; `padded` is a multiple of 32 that is not less than the examples. */
  constructor(kernels: Kernels, address: number, padded: number, matrix: WeightMatrix, { x, count, grid }: Examples) {
    if (grid === undefined) throw new RangeError('sums are kept of inputs on a grid only');
    const { inputs, outputs } = matrix;
    this.#address = address;
    this.unit = 2 ** -grid;
    this.#kernels = kernels;
    this.#matrix = matrix;
    this.#count = padded;
    this.#columns = address + 4 * outputs * this.#count;
    this.#flipped = new Uint32Array(kernels.buffer, this.#columns + 2 * inputs * this.#count, inputs);
    this.#bits = new Uint8Array(outputs * inputs);
    const columns = new Int16Array(kernels.buffer, this.#columns, inputs * this.#count).fill(0);
    const sums = new Int32Array(kernels.buffer, address, outputs * this.#count).fill(0);
    const units = 2 ** grid;
    // A few examples at a time: what is read and what is written of them fits a processor's cache.
    for (let first = 0; first < count; first += 32) {
      const last = Math.min(first + 32, count);
      for (let i = 0; i < inputs; i++) {
        for (let example = first; example < last; example++) {
          const value = x[example * inputs + i] * units;
          columns[i * this.#count + example] = value;
          // Of weights that are all -1.
          sums[example] -= value;
        }
      }
    }
    for (let j = 1; j < outputs; j++) sums.copyWithin(j * this.#count, 0, this.#count);
  }

  /** Brings the sums up to date with the weights. */
  update(): void {
    const { latentWeights, inputs, outputs } = this.#matrix;
    const { run } = this.#kernels;
    for (let j = 0, at = 0; j < outputs; j++) {
      let up = 0;
      let down = 0;
      for (let i = 0; i < inputs; i++, at++) {
        const bit = Number(latentWeights[at] > 0);
        if (bit === this.#bits[at]) continue;
        this.#bits[at] = bit;
        // Those that became 1 from the front, the others from the back.
        this.#flipped[bit === 1 ? up++ : inputs - ++down] = this.#columns + 2 * i * this.#count;
      }
      if (up + down === 0) continue;
      this.#flipped.copyWithin(up, inputs - down);
      const row = this.#address + 4 * j * this.#count;
      run.moveSums(row, this.#flipped.byteOffset, up, down, this.#count);
    }
  }
}
