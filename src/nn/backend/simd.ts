import { Kernels } from '../../kernels.ts';
import { lookUp } from '../lookUp.ts';
import { type SteName, SWISH_BETA } from '../ste.ts';
import { ADAM, type Backend, packedLength, type Window } from './backend.ts';
import { plain } from './plain.ts';

/** Kernels read up to fifteen values beyond the end of an array, and write up to four. */
const MARGIN = 16;
/** Bits of what a row of few signs is packed into. */
const WORD = 32;
const ALIGNMENT = 4;

/**
 * Builds something whose arrays lie in one memory, allocated once: `build` is called twice with the same effect, first to
 * see how much it allocates. Its operations are kernels/: float32 sums, several at a time, always in the same order.
 */
export function onSimd<T>(build: (backend: Backend) => T): T {
  return build(simd(countFloats(build, plain.allocate)));
}

/** Gives back the memory of what `onSimd` built, by one of its arrays: nothing of it may be used any more. */
export function release({ buffer }: Float32Array): void {
  Kernels.of(buffer)?.giveBack();
}

/**
 * Bytes of memory that `onSimd` reserves for what is built. Nothing is allocated, however much it is: `build` may only
 * keep the arrays that it gets, ask for their length and fill them.
 */
export function memoryFor(build: (backend: Backend) => unknown): number {
  // A typed array of its own has no place, and a length that is said to it.
  const claimed = (length: number) => Object.defineProperty(new Float32Array(0), 'length', { value: length });
  return 4 * (countFloats(build, claimed) + MARGIN);
}

function countFloats(build: (backend: Backend) => unknown, allocate: Backend['allocate']): number {
  let floats = 0;
  build({
    ...plain,
    allocate(length) {
      floats += padded(length);
      return allocate(length);
    },
  });
  return floats;
}

/** The operations on a memory of so many values. Throws a RangeError when more are allocated. */
function simd(floats: number): Backend {
  const kernels = Kernels.take();
  const [first] = kernels.reserve(4 * (floats + MARGIN));
  const memory = kernels.buffer;
  const { run } = kernels;
  const passes: Record<SteName, Backend['passPositive']> = {
    identity(_, dy, dx, length) {
      if (dx !== dy) dx.set(dy.subarray(0, length));
    },
    clipped: (x, dy, dx, length) => run.passClipped(x.byteOffset, dy.byteOffset, dx.byteOffset, length),
    polynomial: (x, dy, dx, length) => run.passPolynomial(x.byteOffset, dy.byteOffset, dx.byteOffset, length),
    swish: (x, dy, dx, length) => run.passSwish(x.byteOffset, dy.byteOffset, dx.byteOffset, length, SWISH_BETA),
  };
  let free = first;
  /** Of Adam's means, the same for all parameters of a step. */
  let corrected = { steps: 0, first: 0, second: 0 };
  return {
    allocate(length) {
      if (free + 4 * padded(length) > first + 4 * floats) throw new RangeError('more is allocated than was reserved');
      const array = new Float32Array(memory, free, length).fill(0);
      free += 4 * padded(length);
      return array;
    },
    timesTransposed: (a, b, c, m, k, n) => run.timesTransposed(a.byteOffset, b.byteOffset, c.byteOffset, m, k, n),
    times: (a, b, c, m, k, n, room) => run.times(a.byteOffset, b.byteOffset, c.byteOffset, m, k, n, room.byteOffset),
    transposedTimes: (a, b, c, m, k, n, room) =>
      run.transposedTimes(a.byteOffset, b.byteOffset, c.byteOffset, m, k, n, room.byteOffset),
    codesOfRows: (w, codes, k, n) => run.codesOfRows(w.byteOffset, codes.byteOffset, k, n),
    codesOfColumns: (w, codes, k, n) => run.codesOfColumns(w.byteOffset, codes.byteOffset, k, n),
    timesSigns: (a, codes, c, m, k, n, room) =>
      run.timesSigns(a.byteOffset, codes.byteOffset, c.byteOffset, m, k, n, room.byteOffset),
    timesSignsTurned: (a, codes, c, m, k, n, room) =>
      run.timesSignsTurned(a.byteOffset, codes.byteOffset, c.byteOffset, m, k, n, room.byteOffset),
    transposedTimesSigns: (a, codes, c, m, k, n, room) =>
      run.transposedTimesSigns(a.byteOffset, codes.byteOffset, c.byteOffset, m, k, n, room.byteOffset),
    packSigns(x, packed, rows, n) {
      if (n <= WORD) run.packWords(x.byteOffset, packed.byteOffset, rows, n);
      else run.packSigns(x.byteOffset, packed.byteOffset, rows, n, packedLength(n) / 4);
    },
    binaryTimesTransposed(a, b, c, m, k, n) {
      if (k <= WORD) run.wordsTimesTransposed(a.byteOffset, b.byteOffset, c.byteOffset, m, k, n);
      else run.binaryTimesTransposed(a.byteOffset, b.byteOffset, c.byteOffset, m, k, n, packedLength(k) / 4);
    },
    takeRows(x, rows, y, n) {
      if (x.buffer !== memory || rows.buffer !== memory) plain.takeRows(x, rows, y, n);
      else run.takeRows(x.byteOffset, rows.byteOffset, y.byteOffset, rows.length, n);
    },
    addRows: (y, rows, x, n) => run.addRows(y.byteOffset, rows.byteOffset, x.byteOffset, rows.length, n),
    sign: (x, y, length) => run.sign(x.byteOffset, y.byteOffset, length),
    passThrough: (ste, x, dy, dx, length) => lookUp(passes, ste)(x, dy, dx, length),
    passPositive: (x, dy, dx, length) => run.passPositive(x.byteOffset, dy.byteOffset, dx.byteOffset, length),
    multiply: (a, b, c, length) => run.multiply(a.byteOffset, b.byteOffset, c.byteOffset, length),
    takePatches: (x, patches, window) => run.takePatches(x.byteOffset, patches.byteOffset, ...sizesOf(window)),
    addPatches: (patches, x, window) => run.addPatches(patches.byteOffset, x.byteOffset, ...sizesOf(window)),
    maxPool: (x, y, planes, { height, width, size }) =>
      run.maxPool(x.byteOffset, y.byteOffset, planes, height, width, size),
    maxPoolGradient(x, y, dy, dx, planes, { height, width, size }) {
      const places = [x.byteOffset, y.byteOffset, dy.byteOffset, dx.byteOffset] as const;
      run.maxPoolGradient(...places, planes, height, width, size);
    },
    addToRows: (y, row, batch, n) => run.addToRows(y.byteOffset, row.byteOffset, batch, n),
    columnSums: (y, sums, batch, n) => run.columnSums(y.byteOffset, sums.byteOffset, batch, n),
    columnSquares: (x, mean, squares, batch, n) =>
      run.columnSquares(x.byteOffset, mean.byteOffset, squares.byteOffset, batch, n),
    columnProducts: (a, b, products, batch, n) =>
      run.columnProducts(a.byteOffset, b.byteOffset, products.byteOffset, batch, n),
    scaleRows: (x, slope, offset, y, batch, n) =>
      run.scaleRows(x.byteOffset, slope.byteOffset, offset.byteOffset, y.byteOffset, batch, n),
    normGradient(dy, normalised, [slope, dBeta, dGamma], dx, batch, n) {
      const columns = [slope.byteOffset, dBeta.byteOffset, dGamma.byteOffset] as const;
      run.normGradient(dy.byteOffset, normalised.byteOffset, ...columns, dx.byteOffset, batch, n);
    },
    softmax: (z, p, largest, logs, scale, batch, n) =>
      run.softmax(z.byteOffset, p.byteOffset, largest.byteOffset, logs.byteOffset, scale, batch, n),
    adam({ value, gradient }, mean, square, rate, steps) {
      const { beta1, beta2, epsilon } = ADAM;
      if (steps !== corrected.steps) corrected = { steps, first: 1 - beta1 ** steps, second: 1 - beta2 ** steps };
      run.adam(
        value.byteOffset,
        gradient.byteOffset,
        mean.byteOffset,
        square.byteOffset,
        value.length,
        rate,
        epsilon,
        beta1,
        1 - beta1,
        corrected.first,
        beta2,
        1 - beta2,
        corrected.second,
      );
    },
    sgd({ value, gradient }, velocity, rate, momentum, weightDecay) {
      const places = [value.byteOffset, gradient.byteOffset, velocity.byteOffset] as const;
      run.sgd(...places, value.length, rate, momentum, weightDecay);
    },
    bop: ({ value, gradient }, mean, gamma, tau) =>
      run.bop(value.byteOffset, gradient.byteOffset, mean.byteOffset, value.length, gamma, 1 - gamma, tau),
    scale: (value, factor) => run.scale(value.byteOffset, factor, value.length),
    clip: (value, bound) => run.clip(value.byteOffset, bound, value.length),
  };
}

function sizesOf({ channels, height, width, kernel, stride, padding }: Window) {
  return [channels, height, width, kernel, stride, padding] as const;
}

function padded(length: number): number {
  return Math.ceil((length + MARGIN) / ALIGNMENT) * ALIGNMENT;
}
