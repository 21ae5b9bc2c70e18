/** Arrays as short text in a run file. Shapes are row-major; floats are little-endian. */

export interface PackedBits {
  readonly rows: number;
  readonly columns: number;
  /** Rows of hexadecimal digits, four bits each, the first bit most significant, padded with 0 at the row's end. */
  readonly bits: string[];
}

/** The signs of a matrix: 1 where a value is positive. */
export function packBits(values: ArrayLike<number>, rows: number, columns: number): PackedBits {
  const bits = Array.from({ length: rows }, (_, row) => {
    let line = '';
    for (let column = 0; column < columns; column += 4) {
      let digit = 0;
      for (let bit = 0; bit < 4; bit++) {
        const isOne = column + bit < columns && values[row * columns + column + bit] > 0;
        digit = digit * 2 + (isOne ? 1 : 0);
      }
      line += digit.toString(16);
    }
    return line;
  });
  return { rows, columns, bits };
}

/** The matrix of 0 and 1 that was packed. */
export function unpackBits({ rows, columns, bits }: PackedBits): Uint8Array {
  const values = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const digit = Number.parseInt(bits[row][column >> 2], 16);
      values[row * columns + column] = (digit >> (3 - (column & 3))) & 1;
    }
  }
  return values;
}

/** float32 values in base64. */
export interface PackedFloats {
  readonly length: number;
  readonly float32: string;
}

export function packFloats(values: Float32Array): PackedFloats {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  return { length: values.length, float32: Buffer.from(bytes).toString('base64') };
}

/** The values that were packed. */
export function unpackFloats({ float32 }: PackedFloats): Float32Array {
  const bytes = Buffer.from(float32, 'base64');
  const values = new Float32Array(bytes.length >> 2);
  values.forEach((_, i) => {
    values[i] = bytes.readFloatLE(4 * i);
  });
  return values;
}
