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

/**
 * Shannon entropy of the blocks' frequencies, in bits per block: Σ p log2(1/p) (Shannon 1948). A function of how often
 * each number of occurrences occurs, summed in that order: equal frequencies give the same bits to the last one, so
 * that a constant trajectory is recognised as such.
 */
export function blockEntropy({ codes, counts, distinct, total }: BlockHistogram): number {
  let most = 0;
  for (let i = 0; i < distinct; i++) most = Math.max(most, counts[codes[i]]);
  const blocksWithCount = new Uint32Array(most + 1);
  for (let i = 0; i < distinct; i++) blocksWithCount[counts[codes[i]]]++;
  let bits = 0;
  for (let count = 1; count <= most; count++) {
    if (blocksWithCount[count] > 0) bits += ((blocksWithCount[count] * count) / total) * Math.log2(total / count);
  }
  return bits;
}
