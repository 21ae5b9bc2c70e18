/**
 * Bilinear resizing with half-pixel centres. Without anti-aliasing each output pixel is interpolated from its nearest
 * input pixels (PyTorch's `interpolate(mode='bilinear', align_corners=False)`); with it, when shrinking, the triangle
 * filter is widened by the scale (`antialias=True`, and Pillow's BILINEAR).
 *
 * images [count × height × width] of any numbers -> [count × size × size].
 */
export function resize(
  images: ArrayLike<number>,
  count: number,
  height: number,
  width: number,
  size: number,
  antialias: boolean,
): Float32Array {
  const down = resizeWeights(height, size, antialias);
  const across = resizeWeights(width, size, antialias);
  const resized = new Float32Array(count * size * size);
  const rows = new Float64Array(size * width);
  for (let image = 0; image < count; image++) {
    for (let i = 0; i < size; i++) {
      const { first, weights } = down[i];
      for (let column = 0; column < width; column++) {
        let sum = 0;
        for (let t = 0; t < weights.length; t++) {
          sum += weights[t] * images[(image * height + first + t) * width + column];
        }
        rows[i * width + column] = sum;
      }
      for (let j = 0; j < size; j++) {
        const { first, weights } = across[j];
        let sum = 0;
        for (let t = 0; t < weights.length; t++) sum += weights[t] * rows[i * width + first + t];
        resized[(image * size + i) * size + j] = sum;
      }
    }
  }
  return resized;
}

/** For each output pixel of a line, the first input pixel that it reads and the weights from there on; they sum to 1. */
function resizeWeights(from: number, to: number, antialias: boolean): { first: number; weights: number[] }[] {
  const scale = from / to;
  const support = antialias ? Math.max(1, scale) : 1;
  return Array.from({ length: to }, (_, i) => {
    const centre = Math.min(Math.max((i + 0.5) * scale - 0.5, 0), from - 1);
    const first = Math.max(0, Math.ceil(centre - support));
    const last = Math.min(from - 1, Math.floor(centre + support));
    const raw = Array.from({ length: last - first + 1 }, (_, t) => {
      return Math.max(0, 1 - Math.abs(first + t - centre) / support);
    });
    const sum = raw.reduce((a, b) => a + b, 0);
    return { first, weights: raw.map((weight) => weight / sum) };
  });
}
