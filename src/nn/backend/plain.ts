import { lookUp } from '../lookUp.ts';
import { STE, sign } from '../ste.ts';
import { ADAM, type Backend, packedLength, placesOf, type Squares, type Window } from './backend.ts';

/** The operations as their definitions read; sums in double precision, from the first term to the last. */
export const plain: Backend = {
  allocate: (length) => new Float32Array(length),

  timesTransposed: (a, b, c, m, k, n) => sumsOver(c, m, k, n, (i, j, l) => a[i * k + l] * b[j * k + l]),

  times: (a, b, c, m, k, n) => sumsOver(c, m, k, n, (i, j, l) => a[i * k + l] * b[l * n + j]),

  transposedTimes: (a, b, c, m, k, n) => sumsOver(c, m, k, n, (i, j, l) => a[l * m + i] * b[l * n + j]),

  codesOfRows: (w, codes, k, n) => putCodes(codes, k, n, (l, j) => w[j * k + l]),

  codesOfColumns: (w, codes, k, n) => putCodes(codes, k, n, (l, j) => w[l * n + j]),

  timesSigns: (a, codes, c, m, k, n) => signedSums(codes, c, m, k, n, (i, l) => a[i * k + l]),

  timesSignsTurned(a, codes, c, m, k, n) {
    const product = new Float32Array(m * n);
    signedSums(codes, product, m, k, n, (i, l) => a[i * k + l]);
    forEachValue(m, n, (at, j) => {
      c[j * m + Math.floor(at / n)] = product[at];
    });
  },

  transposedTimesSigns: (a, codes, c, m, k, n) => signedSums(codes, c, m, k, n, (i, l) => a[l * m + i]),

  packSigns(x, packed, rows, n) {
    const bytes = bytesOf(packed);
    const rowBytes = 4 * packedLength(n);
    bytes.fill(0, 0, rows * rowBytes);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < n; j++) bytes[i * rowBytes + (j >> 3)] |= Number(x[i * n + j] > 0) << (j & 7);
    }
  },

  binaryTimesTransposed(a, b, c, m, k, n) {
    const [bytesOfA, bytesOfB] = [bytesOf(a), bytesOf(b)];
    const rowBytes = 4 * packedLength(k);
    sumsOver(c, m, k, n, (i, j, l) => {
      const differing = bytesOfA[i * rowBytes + (l >> 3)] ^ bytesOfB[j * rowBytes + (l >> 3)];
      return 1 - 2 * ((differing >> (l & 7)) & 1);
    });
  },

  takeRows(x, rows, y, n) {
    rows.forEach((row, i) => {
      y.set(x.subarray(row * n, (row + 1) * n), i * n);
    });
  },

  addRows(y, rows, x, n) {
    rows.forEach((row, i) => {
      for (let j = 0; j < n; j++) x[row * n + j] += y[i * n + j];
    });
  },

  sign(x, y, length) {
    for (let i = 0; i < length; i++) y[i] = sign(x[i]);
  },

  passThrough(ste, x, dy, dx, length) {
    const slope = lookUp(STE, ste);
    for (let i = 0; i < length; i++) dx[i] = dy[i] * slope(x[i]);
  },

  passPositive(x, dy, dx, length) {
    for (let i = 0; i < length; i++) dx[i] = x[i] > 0 ? dy[i] : 0;
  },

  multiply(a, b, c, length) {
    for (let i = 0; i < length; i++) c[i] = a[i] * b[i];
  },

  takePatches(x, patches, window) {
    patchPlaces(window).forEach((place, i) => {
      patches[i] = place === null ? 0 : x[place];
    });
  },

  addPatches(patches, x, window) {
    patchPlaces(window).forEach((place, i) => {
      if (place !== null) x[place] += patches[i];
    });
  },

  maxPool(x, y, planes, squares) {
    poolPlaces(planes, squares).forEach((places, i) => {
      y[i] = Math.max(...places.map((place) => x[place]));
    });
  },

  maxPoolGradient(x, y, dy, dx, planes, squares) {
    poolPlaces(planes, squares).forEach((places, i) => {
      const first = places.find((place) => x[place] === y[i]);
      if (first !== undefined) dx[first] += dy[i];
    });
  },

  addToRows(y, row, batch, n) {
    forEachValue(batch, n, (at, j) => {
      y[at] += row[j];
    });
  },

  columnSums: (y, sums, batch, n) => sumsOver(sums, 1, batch, n, (_, j, i) => y[i * n + j]),

  columnSquares: (x, mean, squares, batch, n) =>
    sumsOver(squares, 1, batch, n, (_, j, i) => (x[i * n + j] - mean[j]) ** 2),

  columnProducts: (a, b, products, batch, n) =>
    sumsOver(products, 1, batch, n, (_, j, i) => a[i * n + j] * b[i * n + j]),

  scaleRows(x, slope, offset, y, batch, n) {
    forEachValue(batch, n, (at, j) => {
      y[at] = slope[j] * x[at] + offset[j];
    });
  },

  normGradient(dy, normalised, [slope, dBeta, dGamma], dx, batch, n) {
    forEachValue(batch, n, (at, j) => {
      dx[at] = slope[j] * (dy[at] - dBeta[j] - normalised[at] * dGamma[j]);
    });
  },

  softmax(z, p, largest, logs, scale, batch, n) {
    for (let i = 0; i < batch; i++) {
      const row = z.subarray(i * n, (i + 1) * n);
      const most = row.reduce((a, b) => Math.max(a, b));
      const sum = row.reduce((total, value) => total + Math.exp(value - most), 0);
      for (let j = 0; j < n; j++) p[i * n + j] = (scale * Math.exp(row[j] - most)) / sum;
      largest[i] = most;
      logs[i] = Math.log(sum);
    }
  },

  adam({ value, gradient }, mean, square, rate, steps) {
    const { beta1, beta2, epsilon } = ADAM;
    for (let i = 0; i < value.length; i++) {
      mean[i] = beta1 * mean[i] + (1 - beta1) * gradient[i];
      square[i] = beta2 * square[i] + (1 - beta2) * gradient[i] ** 2;
      const corrected = mean[i] / (1 - beta1 ** steps);
      value[i] -= (rate * corrected) / (Math.sqrt(square[i] / (1 - beta2 ** steps)) + epsilon);
    }
  },

  sgd({ value, gradient }, velocity, rate, momentum, weightDecay) {
    for (let i = 0; i < value.length; i++) {
      velocity[i] = momentum * velocity[i] + gradient[i] + weightDecay * value[i];
      value[i] -= rate * velocity[i];
    }
  },

  bop({ value, gradient }, mean, gamma, tau) {
    for (let i = 0; i < value.length; i++) {
      mean[i] = (1 - gamma) * mean[i] + gamma * gradient[i];
      const weight = sign(value[i]);
      const flips = Math.abs(mean[i]) > tau && sign(mean[i]) === weight;
      value[i] = flips ? -weight : weight;
    }
  },

  scale(value, factor) {
    for (let i = 0; i < value.length; i++) value[i] *= factor;
  },

  clip(value, bound) {
    for (let i = 0; i < value.length; i++) value[i] = Math.max(-bound, Math.min(bound, value[i]));
  },
};

/** Where in the picture each value of the patches is, in their order; null outside of it. */
function patchPlaces(window: Window): (number | null)[] {
  const { channels, height, width, kernel, stride, padding } = window;
  const [down, across] = placesOf(window);
  const places: (number | null)[] = [];
  forEachOf([down, across, channels, kernel, kernel], ([i, j, c, r, s]) => {
    const [row, column] = [i * stride - padding + r, j * stride - padding + s];
    const isInside = row >= 0 && row < height && column >= 0 && column < width;
    places.push(isInside ? (c * height + row) * width + column : null);
  });
  return places;
}

/** Where the values of each whole square of size × size are, square by square of each picture. */
function poolPlaces(planes: number, { height, width, size }: Squares): number[][] {
  const squares: number[][] = [];
  forEachOf([planes, Math.floor(height / size), Math.floor(width / size)], ([plane, i, j]) => {
    const places: number[] = [];
    forEachOf([size, size], ([r, s]) => places.push((plane * height + i * size + r) * width + j * size + s));
    squares.push(places);
  });
  return squares;
}

/** Calls with all indices below the sizes, the last one moving fastest. */
function forEachOf(sizes: readonly number[], call: (indices: readonly number[]) => void): void {
  const total = sizes.reduce((product, size) => product * size, 1);
  for (let at = 0; at < total; at++) {
    let rest = at;
    const indices = sizes.map(() => 0);
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      indices[axis] = rest % sizes[axis];
      rest = Math.floor(rest / sizes[axis]);
    }
    call(indices);
  }
}

/** Writes the codes of W [k × n], of which weight(l, j) has the signs. */
function putCodes(places: Float32Array, k: number, n: number, weight: (l: number, j: number) => number): void {
  const codes = codesIn(places);
  codes.fill(0, 0, Math.ceil(k / 16) * n);
  for (let l = 0; l < k; l++) {
    for (let j = 0; j < n; j++) codes[(l >> 4) * n + j] |= Number(weight(l, j) > 0) << (l & 15);
  }
}

/** sums [m × n] of value(i, l) times the signs that W's codes say, in single precision, in the order of `timesSigns`. */
function signedSums(
  places: Float32Array,
  sums: Float32Array,
  m: number,
  k: number,
  n: number,
  value: (i: number, l: number) => number,
): void {
  const codes = codesIn(places);
  const { fround } = Math;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const term = (l: number) => {
        if (l >= k) return 0;
        return (codes[(l >> 4) * n + j] >> (l & 15)) & 1 ? value(i, l) : -value(i, l);
      };
      /** Of so many terms from l on, by halves. */
      const sumOf = (l: number, count: number): number =>
        count === 1 ? term(l) : fround(sumOf(l, count / 2) + sumOf(l + count / 2, count / 2));
      let sum = 0;
      for (let first = 0; first < k; first += 16) sum = fround(sum + sumOf(first, 16));
      sums[i * n + j] = sum;
    }
  }
}

function codesIn({ buffer, byteOffset, length }: Float32Array): Uint16Array {
  return new Uint16Array(buffer, byteOffset, 2 * length);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** sums [m × n] = Σ over l < k of term(i, j, l). */
function sumsOver(
  sums: Float32Array,
  m: number,
  k: number,
  n: number,
  term: (i: number, j: number, l: number) => number,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += term(i, j, l);
      sums[i * n + j] = sum;
    }
  }
}

/** Calls with the place of each value of a matrix [rows × n], and its column. */
function forEachValue(rows: number, n: number, call: (at: number, column: number) => void): void {
  for (let at = 0; at < rows * n; at++) call(at, at % n);
}
