/**
 * Bits as bytes: eight in each, the first the most significant, the last byte filled up with 0, as numpy.packbits makes
 * them of 0 and 1. Values above 0 are 1, the others 0.
 */
export function packBytes(bits: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (let byte = 0; byte < bytes.length; byte++) {
    const end = Math.min(8 * byte + 8, bits.length);
    let value = 0;
    // Without a branch, which on random bits is half of the time guessed wrong.
    for (let i = 8 * byte; i < end; i++) value = (value << 1) | Number(bits[i] > 0);
    bytes[byte] = value << (8 * byte + 8 - end);
  }
  return bytes;
}
