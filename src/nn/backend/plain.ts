import { lookUp } from '../lookUp.ts';
import { STE, sign } from '../ste.ts';
import { ADAM, type Backend, packedLength, placesOf, type Window } from './backend.ts';

/** The operations as their definitions read; sums in double precision, from the first term to the last. */
export const plain: Backend = {
  allocate: (length) => new Float32Array(length),

  timesTransposed(a, b, c, m, k, n) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += a[i * k + l] * b[j * k + l];
        c[i * n + j] = sum;
      }
    }
  },

  times(a, b, c, m, k, n) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += a[i * k + l] * b[l * n + j];
        c[i * n + j] = sum;
      }
    }
  },

  transposedTimes(a, b, c, m, k, n) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += a[l * m + i] * b[l * n + j];
        c[i * n + j] = sum;
      }
    }
  },

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
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let differing = 0;
        for (let l = 0; l < k; l++) {
          const different = bytesOfA[i * rowBytes + (l >> 3)] ^ bytesOfB[j * rowBytes + (l >> 3)];
          differing += (different >> (l & 7)) & 1;
        }
        c[i * n + j] = k - 2 * differing;
      }
    }
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

  maxPool(x, y, planes, height, width, size) {
    poolPlaces(planes, height, width, size).forEach((places, i) => {
      y[i] = Math.max(...places.map((place) => x[place]));
    });
  },

  maxPoolGradient(x, y, dy, dx, planes, height, width, size) {
    poolPlaces(planes, height, width, size).forEach((places, i) => {
      const first = places.find((place) => x[place] === y[i]);
      if (first !== undefined) dx[first] += dy[i];
    });
  },

  addToRows(y, row, batch, n) {
    for (let i = 0; i < batch; i++) for (let j = 0; j < n; j++) y[i * n + j] += row[j];
  },

  columnSums(y, sums, batch, n) {
    for (let j = 0; j < n; j++) sums[j] = columnSum(batch, (i) => y[i * n + j]);
  },

  columnSquares(x, mean, squares, batch, n) {
    for (let j = 0; j < n; j++) squares[j] = columnSum(batch, (i) => (x[i * n + j] - mean[j]) ** 2);
  },

  columnProducts(a, b, products, batch, n) {
    for (let j = 0; j < n; j++) products[j] = columnSum(batch, (i) => a[i * n + j] * b[i * n + j]);
  },

  scaleRows(x, slope, offset, y, batch, n) {
    for (let i = 0; i < batch; i++) for (let j = 0; j < n; j++) y[i * n + j] = slope[j] * x[i * n + j] + offset[j];
  },

  normGradient(dy, normalised, slope, dBeta, dGamma, dx, batch, n) {
    for (let i = 0; i < batch; i++) {
      for (let j = 0; j < n; j++) {
        const at = i * n + j;
        dx[at] = slope[j] * (dy[at] - dBeta[j] - normalised[at] * dGamma[j]);
      }
    }
  },

  softmax(z, p, largest, sums, batch, n) {
    for (let i = 0; i < batch; i++) {
      const row = z.subarray(i * n, (i + 1) * n);
      const most = row.reduce((a, b) => Math.max(a, b));
      const sum = row.reduce((total, value) => total + Math.exp(value - most), 0);
      for (let j = 0; j < n; j++) p[i * n + j] = Math.exp(row[j] - most) / sum;
      largest[i] = most;
      sums[i] = sum;
    }
  },

  adam(value, gradient, mean, square, length, rate, steps) {
    const { beta1, beta2, epsilon } = ADAM;
    for (let i = 0; i < length; i++) {
      mean[i] = beta1 * mean[i] + (1 - beta1) * gradient[i];
      square[i] = beta2 * square[i] + (1 - beta2) * gradient[i] ** 2;
      const corrected = mean[i] / (1 - beta1 ** steps);
      value[i] -= (rate * corrected) / (Math.sqrt(square[i] / (1 - beta2 ** steps)) + epsilon);
    }
  },

  sgd(value, gradient, velocity, length, rate, momentum, weightDecay) {
    for (let i = 0; i < length; i++) {
      velocity[i] = momentum * velocity[i] + gradient[i] + weightDecay * value[i];
      value[i] -= rate * velocity[i];
    }
  },

  bop(value, gradient, mean, length, gamma, tau) {
    for (let i = 0; i < length; i++) {
      mean[i] = (1 - gamma) * mean[i] + gamma * gradient[i];
      const weight = sign(value[i]);
      const flips = Math.abs(mean[i]) > tau && sign(mean[i]) === weight;
      value[i] = flips ? -weight : weight;
    }
  },

  scale(value, factor, length) {
    for (let i = 0; i < length; i++) value[i] *= factor;
  },

  clip(value, bound, length) {
    for (let i = 0; i < length; i++) value[i] = Math.max(-bound, Math.min(bound, value[i]));
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
function poolPlaces(planes: number, height: number, width: number, size: number): number[][] {
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

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function columnSum(rows: number, term: (row: number) => number): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += term(i);
  return sum;
}
