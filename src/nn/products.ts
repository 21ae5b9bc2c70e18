/** The three matrix products of a dense layer. Matrices are row-major. */
export interface Products {
  /** C [m × n] = A [m × k] · B [n × k]ᵀ: a layer's forward pass. */
  timesTransposed(a: Float32Array, b: Float32Array, c: Float32Array, m: number, k: number, n: number): void;
  /** C [m × n] = A [m × k] · B [k × n]: the gradient of its input. */
  times(a: Float32Array, b: Float32Array, c: Float32Array, m: number, k: number, n: number): void;
  /** C [m × n] = A [k × m]ᵀ · B [k × n]: the gradient of its weights. */
  transposedTimes(a: Float32Array, b: Float32Array, c: Float32Array, m: number, k: number, n: number): void;
}

/**
 * In plain TypeScript, the reference: sums in double precision, from the first term to the last.
 */
export const plainProducts: Products = { timesTransposed, times, transposedTimes };

function timesTransposed(a: Float32Array, b: Float32Array, c: Float32Array, m: number, k: number, n: number): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += a[i * k + l] * b[j * k + l];
      c[i * n + j] = sum;
    }
  }
}

function times(a: Float32Array, b: Float32Array, c: Float32Array, m: number, k: number, n: number): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += a[i * k + l] * b[l * n + j];
      c[i * n + j] = sum;
    }
  }
}

function transposedTimes(a: Float32Array, b: Float32Array, c: Float32Array, m: number, k: number, n: number): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += a[l * m + i] * b[l * n + j];
      c[i * n + j] = sum;
    }
  }
}
