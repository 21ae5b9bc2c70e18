import type { Parameter } from '../layers/parameter.ts';
import type { SteName } from '../ste.ts';

/**
 * What layers, losses and optimisers compute with: one set of operations, two implementations. `plain` is TypeScript, the
 * reference; `simd` is WebAssembly, on arrays in its own memory. All arrays come from `allocate`; matrices are row-major.
 */
export interface Backend {
  /** An array of zeros. */
  allocate(length: number): Float32Array;

  /** C [m × n] = A [m × k] · B [n × k]ᵀ: a layer's forward pass, where weights are floats. */
  timesTransposed(a: Float32Array, b: Float32Array, c: Float32Array, m: number, k: number, n: number): void;
  /** C [m × n] = A [m × k] · B [k × n]: the gradient of its input, likewise. `room` is of `stripsLength(m, k)`. */
  readonly times: Product;
  /** C [m × n] = A [k × m]ᵀ · B [k × n]: the gradient of weights, where inputs are floats; `room` likewise. */
  readonly transposedTimes: Product;

  /**
   * Codes of W [k × n] = sign(wᵀ), w [n × k]: 16 bits for each 16 of W's rows and each column, the first row's least
   * significant, 1 for +1; they take `codesLength(k, n)` places.
   */
  codesOfRows(w: Float32Array, codes: Float32Array, k: number, n: number): void;
  /** Codes of W = sign(w), w [k × n]. */
  codesOfColumns(w: Float32Array, codes: Float32Array, k: number, n: number): void;
  /**
   * C [m × n] = A [m × k] · W of W's codes. Of each row of A come first the sums of two, then of four, of eight and of
   * sixteen values, then those from the first to the last: exact where all sums of A's values are. `room` is of
   * `roomLength(k, n)`.
   */
  readonly timesSigns: Product;
  /** C [n × m] = (A · W)ᵀ. */
  readonly timesSignsTurned: Product;
  /** The same as `timesSigns` with A [k × m] for Aᵀ. */
  readonly transposedTimesSigns: Product;

  /** Packs the signs of x [rows × n], a bit each, 1 for positive values; each row takes `packedLength(n)` places. */
  packSigns(x: Float32Array, packed: Float32Array, rows: number, n: number): void;
  /** C [m × n] = A [m × k] · B [n × k]ᵀ of packed signs: the product of ±1, to the last bit. */
  binaryTimesTransposed(a: Float32Array, b: Float32Array, c: Float32Array, m: number, k: number, n: number): void;

  /** y [rows × n] = the rows of x [any × n] with these numbers. Faster where x and rows are of the backend's memory. */
  takeRows(x: Float32Array, rows: Uint32Array, y: Float32Array, n: number): void;
  /** x [any × n] += each row of y [rows × n] at the row with its number, the first first: the gradient of `takeRows`. */
  addRows(y: Float32Array, rows: Uint32Array, x: Float32Array, n: number): void;

  /** y = sign(x). */
  sign(x: Float32Array, y: Float32Array, length: number): void;
  /** dx = dy times the estimator's slope at x; dx may be dy. */
  passThrough(ste: SteName, x: Float32Array, dy: Float32Array, dx: Float32Array, length: number): void;

  /** dx = dy where x > 0, else 0; dx may be dy. */
  passPositive(x: Float32Array, dy: Float32Array, dx: Float32Array, length: number): void;
  /** c = a · b, value by value. */
  multiply(a: Float32Array, b: Float32Array, c: Float32Array, length: number): void;

  /**
   * patches [places × (channels · kernel · kernel)] = what the window covers at each of its places in the picture x, row
   * by row of places; 0 where it reaches over the edge.
   */
  takePatches(x: Float32Array, patches: Float32Array, window: Window): void;
  /** x += each patch at its place: the gradient of `takePatches`. */
  addPatches(patches: Float32Array, x: Float32Array, window: Window): void;
  /** y = the greatest of each square of size × size values of the pictures x [planes × height × width]. */
  maxPool(x: Float32Array, y: Float32Array, planes: number, squares: Squares): void;
  /** dx += dy at the first of each square's values that is its greatest, y. */
  maxPoolGradient(
    x: Float32Array,
    y: Float32Array,
    dy: Float32Array,
    dx: Float32Array,
    planes: number,
    squares: Squares,
  ): void;

  /** y [batch × n] += row [n]. */
  addToRows(y: Float32Array, row: Float32Array, batch: number, n: number): void;
  /** sums [n] of the columns of y [batch × n]. */
  columnSums(y: Float32Array, sums: Float32Array, batch: number, n: number): void;
  /** squares [n] = sums of (x - mean [n])² over the columns of x [batch × n]. */
  columnSquares(x: Float32Array, mean: Float32Array, squares: Float32Array, batch: number, n: number): void;
  /** products [n] = sums of a · b over the columns of a, b [batch × n]. */
  columnProducts(a: Float32Array, b: Float32Array, products: Float32Array, batch: number, n: number): void;
  /** y [batch × n] = slope [n] · x + offset [n]. */
  scaleRows(
    x: Float32Array,
    slope: Float32Array,
    offset: Float32Array,
    y: Float32Array,
    batch: number,
    n: number,
  ): void;
  /** dx [batch × n] = slope [n] · (dy - dBeta [n] - normalised · dGamma [n]), of columns slope, dBeta and dGamma. */
  normGradient(
    dy: Float32Array,
    normalised: Float32Array,
    columns: readonly [slope: Float32Array, dBeta: Float32Array, dGamma: Float32Array],
    dx: Float32Array,
    batch: number,
    n: number,
  ): void;

  /** p [batch × n] = scale · softmax of the rows of z; largest [batch] = their maxima, logs [batch] = log Σ exp(z - largest). */
  softmax(
    z: Float32Array,
    p: Float32Array,
    largest: Float32Array,
    logs: Float32Array,
    scale: number,
    batch: number,
    n: number,
  ): void;

  /** value -= rate · m̂ / (√v̂ + ε), m̂ and v̂ the corrected running means of gradient and square after `steps` steps. */
  adam(moved: Moved, mean: Float32Array, square: Float32Array, rate: number, steps: number): void;
  /** velocity = momentum · velocity + gradient + weightDecay · value, value -= rate · velocity. */
  sgd(moved: Moved, velocity: Float32Array, rate: number, momentum: number, weightDecay: number): void;
  /** mean = (1 - γ) mean + γ · gradient, value = sign(value), of the other sign where |mean| > τ and it has value's sign. */
  bop(moved: Moved, mean: Float32Array, gamma: number, tau: number): void;
  /** value *= factor. */
  scale(value: Float32Array, factor: number): void;
  /** Moves values beyond ±bound to it. */
  clip(value: Float32Array, bound: number): void;
}

/** Of a and b, or the codes of b, into c; what stands in `room` is overwritten. */
type Product = (
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  m: number,
  k: number,
  n: number,
  room: Float32Array,
) => void;

/** What an optimiser moves. */
type Moved = Pick<Parameter, 'value' | 'gradient'>;

/** A square window that moves over a picture [channels × height × width], `padding` zeros around it, by `stride`. */
export interface Window {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/** Squares next to one another in pictures [height × width]; what is left at the edges belongs to none. */
export interface Squares {
  readonly height: number;
  readonly width: number;
  readonly size: number;
}

/** How many places the window has, down and across. */
export function placesOf({ height, width, kernel, stride, padding }: Window): readonly [down: number, across: number] {
  const places = (length: number) => Math.floor((length + 2 * padding - kernel) / stride) + 1;
  return [places(height), places(width)];
}

/** How much of an array the signs of so many values take: a word of 32 bits, or whole vectors of 128. */
export function packedLength(n: number): number {
  return n <= 32 ? 1 : 4 * Math.ceil(n / 128);
}

/** How much of an array the codes of signs [k × n] take. */
export function codesLength(k: number, n: number): number {
  return Math.ceil((Math.ceil(k / 16) * n) / 2);
}

/** What `times` and `transposedTimes` need to work in: strips of both matrices. */
export function stripsLength(m: number, k: number): number {
  return k * (4 * Math.ceil(m / 4) + 8);
}

/** What a product with signs [k × n] needs to work in: four tables, a tile of its first matrix and one of its result. */
export function roomLength(k: number, n: number): number {
  return 16 * (64 + 16 * Math.ceil(k / 16) + n);
}

/** Of Adam (Kingma & Ba, arXiv 1412.6980), its default settings. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
