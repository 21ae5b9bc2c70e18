/** Arrays as short text in a run file. Shapes are row-major; floats are little-endian. */
import { packBytes } from '../../measures/index.ts';

export interface PackedBits {
  readonly rows: number;
  readonly columns: number;
  /** Rows of hexadecimal digits, four bits each, the first bit most significant, padded with 0 at the row's end. */
  readonly bits: string[];
}

/** The signs of a matrix: 1 where a value is positive. */
export function packBits(values: ArrayLike<number>, rows: number, columns: number): PackedBits {
  const bits = Array.from({ length: rows }, (_, row) => {
    const bytes = packBytes(Array.from({ length: columns }, (_, column) => values[row * columns + column]));
    return Buffer.from(bytes)
      .toString('hex')
      .slice(0, Math.ceil(columns / 4));
  });
  return { rows, columns, bits };
}

/** The matrix of 0 and 1 that was packed. */
export function unpackBits({ rows, columns, bits }: PackedBits): Uint8Array {
  return Uint8Array.from({ length: rows * columns }, (_, i) => {
    const column = i % columns;
    const digit = Number.parseInt(bits[Math.floor(i / columns)][column >> 2], 16);
    return (digit >> (3 - (column & 3))) & 1;
  });
}

/** float32 values in base64. */
export interface PackedFloats {
  readonly length: number;
  readonly float32: string;
}

export function packFloats(values: Float32Array): PackedFloats {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeFloatLE(value, 4 * i);
  return { length: values.length, float32: bytes.toString('base64') };
}

/** The values that were packed. */
export function unpackFloats({ float32 }: PackedFloats): Float32Array {
  const bytes = Buffer.from(float32, 'base64');
  return Float32Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readFloatLE(4 * i));
}
