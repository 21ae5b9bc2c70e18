import { Sum } from '../sum.ts';
import type { BlockHistogram } from './histogram.ts';
import { checkTable } from './partition.ts';

/** Most blocks occur a few times: looking their logarithm up takes a tenth of computing it. */
const LOGARITHMS = Float64Array.from({ length: 4096 }, (_, count) => Math.log2(count));

/** log2 of a count. */
export function log2(count: number): number {
  return count < LOGARITHMS.length ? LOGARITHMS[count] : Math.log2(count);
}

/**
 * Block Decomposition Method: the sum over distinct blocks b of CTM(b) + log2(count(b)), in bits (Zenil et al. 2018,
 * Entropy 20(8):605, eq. 3). `ctm` holds the complexity of every block, by code. An empty histogram has 0 bits. Throws
 * a RangeError where `ctm` has another number of codes.
 */
export function bdm(histogram: BlockHistogram, ctm: Float64Array): number {
  checkTable(ctm, histogram.partition);
  // Compensated: the sum must not tell in which order the blocks were seen.
  const bits = new Sum();
  for (let i = 0; i < histogram.distinct; i++) {
    const code = histogram.codes[i];
    bits.add(ctm[code] + log2(histogram.counts[code]));
  }
  return bits.value;
}

/**
 * Shannon entropy of the blocks' frequencies, in bits per block: Σ p log2(1/p) (Shannon 1948). Summed in the order of
 * the counts: equal frequencies give the same bits to the last one, so that a constant trajectory is recognised as such.
 * An empty histogram has 0 bits.
 */
export function blockEntropy({ codes, counts, distinct, total }: BlockHistogram): number {
  const sorted = new Uint32Array(distinct);
  for (let i = 0; i < distinct; i++) sorted[i] = counts[codes[i]];
  sorted.sort();
  let bits = 0;
  for (let i = 0; i < distinct; ) {
    const first = i;
    while (i < distinct && sorted[i] === sorted[first]) i++;
    bits += entropyTerm(i - first, sorted[first], total);
  }
  return bits;
}

/** What so many distinct blocks that each occur `count` times add to the entropy of `total` blocks, in bits. */
export function entropyTerm(distinct: number, count: number, total: number): number {
  return ((distinct * count) / total) * Math.log2(total / count);
}
