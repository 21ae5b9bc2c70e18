import type { BlockHistogram } from './histogram.ts';

/**
 * Block Decomposition Method: the sum over distinct blocks b of CTM(b) + log2(count(b)), in bits (Zenil et al. 2018,
 * Entropy 20(8):605, eq. 3). `ctm` holds the complexity of every 4×4 block, by code. An empty histogram has 0 bits.
 */
export function bdm(histogram: BlockHistogram, ctm: Float64Array): number {
  let bits = 0;
  for (let i = 0; i < histogram.distinct; i++) {
    const code = histogram.codes[i];
    bits += ctm[code] + Math.log2(histogram.counts[code]);
  }
  return bits;
}

/** Shannon entropy of the blocks' frequencies, in bits per block: -Σ p log2 p (Shannon 1948). */
export function blockEntropy(histogram: BlockHistogram): number {
  let sum = 0;
  for (let i = 0; i < histogram.distinct; i++) {
    const count = histogram.counts[histogram.codes[i]];
    sum += count * Math.log2(count);
  }
  // With N blocks in all, -Σ (c/N) log2(c/N) = log2 N - Σ c log2 c / N: one rounding less a block.
  return histogram.total === 0 ? 0 : Math.log2(histogram.total) - sum / histogram.total;
}
