/**
 * Bilinear resizing with half-pixel centres. Without anti-aliasing each output pixel is interpolated from its nearest
 * input pixels (PyTorch's `interpolate(mode='bilinear', align_corners=False)`); with it, when shrinking, the triangle
 * filter is widened by the scale (`antialias=True`, and Pillow's BILINEAR).
 *
 * images [count × height × width] of any numbers -> [count × size × size], in memory that threads can share.
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
  const resized = new Float32Array(new SharedArrayBuffer(4 * count * size * size));
  const line = new Float64Array(width);
  for (let image = 0; image < count; image++) {
    for (let i = 0; i < size; i++) {
      line.fill(0);
      addRows(images, (image * height + down[i].first) * width, down[i].weights, line);
      const start = (image * size + i) * size;
      for (let j = 0; j < size; j++) resized[start + j] = weighted(line, across[j].first, across[j].weights);
    }
  }
  return resized;
}

/** Adds neighbouring rows of a matrix, each times its weight, to a line; the first of them starts at `start`. */
function addRows(matrix: ArrayLike<number>, start: number, weights: readonly number[], line: Float64Array): void {
  for (let t = 0; t < weights.length; t++) {
    const weight = weights[t];
    const row = start + t * line.length;
    for (let column = 0; column < line.length; column++) line[column] += weight * matrix[row + column];
  }
}

function weighted(line: Float64Array, first: number, weights: readonly number[]): number {
  let sum = 0;
  for (let t = 0; t < weights.length; t++) sum += weights[t] * line[first + t];
  return sum;
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
