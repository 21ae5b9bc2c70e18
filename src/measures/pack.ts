/**
 * Bits as bytes: eight in each, the first the most significant, the last byte filled up with 0, as numpy.packbits makes
 * them of 0 and 1. Values above 0 are 1, the others 0.
 */
export function packBytes(bits: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) if (bits[i] > 0) bytes[i >>> 3] |= 128 >> (i & 7);
  return bytes;
}
