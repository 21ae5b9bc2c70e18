/**
 * Gaussian smoothing of a series, as SciPy's `gaussian_filter1d(x, sigma)` by default: weights exp(-k²/2σ²) up to
 * k = ⌊4σ + 1/2⌋, the series reflected at its ends (d c b a | a b c d | d c b a). A constant series stays exactly
 * constant. `sigma` 0 smooths nothing.
 */
export function gaussianFilter(x: readonly number[], sigma: number): number[] {
  if (sigma === 0 || x.length === 0) return [...x];
  const radius = Math.floor(4 * sigma + 0.5);
  const raw = Array.from({ length: 2 * radius + 1 }, (_, k) => Math.exp(-((k - radius) ** 2) / (2 * sigma * sigma)));
  const sum = raw.reduce((a, b) => a + b, 0);
  return x.map((centre, i) => {
    let change = 0;
    raw.forEach((weight, k) => {
      change += (weight / sum) * (x[reflect(i + k - radius, x.length)] - centre);
    });
    return centre + change;
  });
}

/** The index that a reflected series has at any place: -1 is 0 again, `length` is the last. */
function reflect(i: number, length: number): number {
  const inPeriod = ((i % (2 * length)) + 2 * length) % (2 * length);
  return inPeriod < length ? inPeriod : 2 * length - 1 - inPeriod;
}
