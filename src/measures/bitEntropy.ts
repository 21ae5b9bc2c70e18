/**
 * Shannon entropy of the symbols 0 and 1, in bits per bit: Σ p log2(1/p) (Shannon 1948), where `ones` of `total` bits
 * are 1. From 0, exactly, for a constant sequence to 1 for as many ones as zeros; it sees nothing of their order.
 * Throws a RangeError where `ones` lies outside 0 to `total` or `total` is below 1.
 */
export function bitEntropy(ones: number, total: number): number {
  if (!(total >= 1)) throw new RangeError(`entropy of ${total} bits: there must be at least one`);
  if (!(ones >= 0 && ones <= total)) throw new RangeError(`${ones} ones among ${total} bits`);
  return surprise(ones, total) + surprise(total - ones, total);
}

/** p log2(1/p), where 0 log2(1/0) is its limit, 0. */
function surprise(count: number, total: number): number {
  return count === 0 ? 0 : (count / total) * Math.log2(total / count);
}
