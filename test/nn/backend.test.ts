import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Backend,
  codesLength,
  packedLength,
  placesOf,
  roomLength,
  stripsLength,
  type Window,
} from '../../src/nn/backend/backend.ts';
import { plain } from '../../src/nn/backend/plain.ts';
import { memoryFor, onSimd } from '../../src/nn/backend/simd.ts';
import type { LayerDescription } from '../../src/nn/layers/table.ts';
import { STE_NAMES } from '../../src/nn/ste.ts';
import { buildModel } from '../../src/nn/training/model.ts';
import { randomStream, uniform } from '../../src/random.ts';
import { BACKENDS, placed } from './backends.ts';

type Product = 'times' | 'timesTransposed' | 'transposedTimes';

const size = fc.integer({ min: 1, max: 19 });
const matrices = fc.tuple(size, size, size).chain(([m, k, n]) => {
  const integers = (length: number) =>
    fc.array(fc.integer({ min: -64, max: 64 }), { minLength: length, maxLength: length });
  return fc.tuple(fc.constant([m, k, n]), integers(m * k), integers(k * n));
});

function transpose(x: readonly number[], rows: number, columns: number): number[] {
  return x.map((_, at) => x[(at % rows) * columns + Math.floor(at / rows)]);
}

describe.each(BACKENDS)('matrix products, %s', (_, on) => {
  const product = (name: Product, a: readonly number[], b: readonly number[], m: number, k: number, n: number) =>
    on((backend) => {
      const [x, y, c] = [placed(backend, a), placed(backend, b), backend.allocate(m * n)];
      // Stands behind the result, to see that it stays untouched.
      const guard = placed(backend, [Number.NaN]);
      backend[name](x, y, c, m, k, n, backend.allocate(stripsLength(m, k)));
      expect(guard[0]).toBeNaN();
      return [...c];
    });

  test('by hand', () => {
    // [[1, 2], [3, 4]] · [[5, 6], [7, 8]] and the other two.
    const [a, b] = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ];
    expect(product('times', a, b, 2, 2, 2)).toEqual([19, 22, 43, 50]);
    expect(product('timesTransposed', a, b, 2, 2, 2)).toEqual([17, 23, 39, 53]);
    expect(product('transposedTimes', a, b, 2, 2, 2)).toEqual([26, 30, 38, 44]);
  });

  test('the three products differ by transpositions only, whatever the shape', () => {
    fc.assert(
      fc.property(matrices, ([[m, k, n], a, b]) => {
        // Integers, so that every order of summation gives the same float32.
        const expected = definition(a, b, m, k, n);
        expect(product('times', a, b, m, k, n)).toEqual(expected);
        expect(product('timesTransposed', a, transpose(b, k, n), m, k, n)).toEqual(expected);
        expect(product('transposedTimes', transpose(a, m, k), b, m, k, n)).toEqual(expected);
      }),
    );
  });
});

test.each(BACKENDS)('the product of packed signs is that of ±1, to the last bit, %s', (_, on) => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
  const lengths = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 3900, max: 4200 }));
  fc.assert(
    fc.property(sizes, lengths, fc.nat(), ([m, n], k, stream) => {
      on((backend) => {
        const random = randomStream(stream, 0);
        const signs = (length: number) =>
          placed(
            backend,
            Array.from({ length }, () => (uniform(random) < 0.5 ? -1 : 1)),
          );
        const [a, b, c, exact] = [signs(m * k), signs(n * k), backend.allocate(m * n), new Float32Array(m * n)];
        const packed = [m, n].map((rows) => backend.allocate(rows * packedLength(k)));
        backend.packSigns(a, packed[0], m, k);
        backend.packSigns(b, packed[1], n, k);
        backend.binaryTimesTransposed(packed[0], packed[1], c, m, k, n);
        plain.timesTransposed(a, b, exact, m, k, n);
        expect(c).toEqual(exact);
      });
    }),
    { numRuns: 60 },
  );
});

describe('products with signs by tables', () => {
  const sizes = fc.tuple(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 70 }),
    fc.integer({ min: 1, max: 40 }),
  );

  /** A · W of A [m × k] and the signs of W [k × n], each given straight and as its transpose. */
  function products(backend: Backend, a: Float32Array, w: Float32Array, m: number, k: number, n: number) {
    const room = backend.allocate(roomLength(k, n));
    const codes = [0, 1].map(() => backend.allocate(codesLength(k, n)));
    const results = [0, 1, 2].map(() => backend.allocate(m * n));
    const guard = placed(backend, [7]);
    backend.codesOfColumns(placed(backend, w), codes[0], k, n);
    backend.codesOfRows(placed(backend, transpose([...w], k, n)), codes[1], k, n);
    backend.timesSigns(placed(backend, a), codes[0], results[0], m, k, n, room);
    backend.transposedTimesSigns(placed(backend, transpose([...a], m, k)), codes[1], results[1], m, k, n, room);
    backend.timesSignsTurned(placed(backend, a), codes[0], results[2], m, k, n, room);
    expect(guard[0]).toBe(7);
    const [straight, turned, columns] = results.map((result) => [...result]);
    return [straight, turned, transpose(columns, n, m)];
  }

  test('any floats: SIMD and plain TypeScript give the same bits, either way round', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), ([m, k, n], stream) => {
        const random = randomStream(stream, 0);
        const draw = (length: number) => Float32Array.from({ length }, () => 4 * uniform(random) - 2);
        const [a, w] = [draw(m * k), draw(k * n)];
        const [straight, ...others] = onSimd((backend) => products(backend, a, w, m, k, n));
        expect(products(plain, a, w, m, k, n)).toEqual([straight, straight, straight]);
        expect(others).toEqual([straight, straight]);
      }),
    );
  });

  test.each(BACKENDS)('values on a grid: the product of floats, to the last bit, %s', (_, on) => {
    fc.assert(
      fc.property(sizes, fc.nat(), ([m, k, n], stream) => {
        const random = randomStream(stream, 0);
        const a = Float32Array.from({ length: m * k }, () => Math.round((8 * uniform(random) - 4) * 4096) / 4096);
        const w = Float32Array.from({ length: k * n }, () => (uniform(random) < 0.5 ? -1 : 1));
        const exact = new Float32Array(m * n);
        plain.timesTransposed(a, Float32Array.from(transpose([...w], k, n)), exact, m, k, n);
        expect(on((backend) => products(backend, a, w, m, k, n)[0])).toEqual([...exact]);
      }),
    );
  });
});

test.each(BACKENDS)("rows are copied, from the backend's memory and from elsewhere, %s", (_, on) => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 21 }));
  fc.assert(
    fc.property(sizes, fc.array(fc.nat(), { minLength: 1, maxLength: 12 }), ([count, n], drawn) => {
      on((backend) => {
        const x = placed(
          backend,
          Array.from({ length: count * n }, (_, i) => i + 1),
        );
        const numbers = drawn.map((number) => number % count);
        const { buffer, byteOffset } = backend.allocate(numbers.length);
        const rows = new Uint32Array(buffer, byteOffset, numbers.length);
        rows.set(numbers);
        const expected = numbers.flatMap((row) => [...x.subarray(row * n, (row + 1) * n)]);
        for (const from of [x, x.slice()]) {
          const y = backend.allocate(numbers.length * n);
          const guard = placed(backend, [7]);
          backend.takeRows(from, rows, y, n);
          expect([...y]).toEqual(expected);
          expect(guard[0]).toBe(7);
        }
      });
    }),
  );
});

function definition(a: readonly number[], b: readonly number[], m: number, k: number, n: number): number[] {
  return Array.from({ length: m * n }, (_, at) => {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += a[Math.floor(at / n) * k + l] * b[l * n + (at % n)];
    return sum;
  });
}

/** Each operation on arrays of random values: what it writes. */
const OPERATIONS: Record<string, (backend: Backend, draw: Draw, batch: number, n: number) => Float32Array[]> = {
  timesTransposed(backend, draw, batch, n) {
    const c = backend.allocate(batch * 7);
    backend.timesTransposed(draw(batch * n), draw(7 * n), c, batch, n, 7);
    return [c];
  },
  times(backend, draw, batch, n) {
    const c = backend.allocate(batch * n);
    backend.times(draw(batch * 7), draw(7 * n), c, batch, 7, n, backend.allocate(stripsLength(batch, 7)));
    return [c];
  },
  transposedTimes(backend, draw, batch, n) {
    const c = backend.allocate(7 * n);
    backend.transposedTimes(draw(batch * 7), draw(batch * n), c, 7, batch, n, backend.allocate(stripsLength(7, batch)));
    return [c];
  },
  packSigns(backend, draw, batch, n) {
    const packed = backend.allocate(batch * packedLength(n));
    backend.packSigns(draw(batch * n), packed, batch, n);
    return [Float32Array.from(new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength))];
  },
  addRows(backend, draw, batch, n) {
    const x = draw(5 * n);
    const { buffer, byteOffset } = backend.allocate(batch);
    const rows = new Uint32Array(buffer, byteOffset, batch);
    // Each of the rows some times, in no order.
    rows.set(Array.from({ length: batch }, (_, i) => (7 * i + (i >> 2)) % 5));
    backend.addRows(draw(batch * n), rows, x, n);
    return [x];
  },
  sign(backend, draw, batch, n) {
    const y = backend.allocate(batch * n);
    backend.sign(draw(batch * n), y, batch * n);
    return [y];
  },
  ...Object.fromEntries(
    STE_NAMES.map((ste) => [
      `passThrough ${ste}`,
      (backend: Backend, draw: Draw, batch: number, n: number) => {
        const dx = backend.allocate(batch * n);
        const dy = draw(batch * n);
        const x = draw(batch * n);
        backend.passThrough(ste, x, dy, dx, batch * n);
        backend.passThrough(ste, x, dy, dy, batch * n);
        return [dx, dy];
      },
    ]),
  ),
  passPositive(backend, draw, batch, n) {
    const [x, dy, dx] = [draw(batch * n), draw(batch * n), backend.allocate(batch * n)];
    backend.passPositive(x, dy, dx, batch * n);
    backend.passPositive(x, dy, dy, batch * n);
    return [dx, dy];
  },
  multiply(backend, draw, batch, n) {
    const c = backend.allocate(batch * n);
    backend.multiply(draw(batch * n), draw(batch * n), c, batch * n);
    return [c];
  },
  takePatches(backend, draw, batch, n) {
    const window = windowOf(batch, n);
    const patches = backend.allocate(patchesLength(window));
    backend.takePatches(draw(window.channels * window.height * window.width), patches, window);
    return [patches];
  },
  addPatches(backend, draw, batch, n) {
    const window = windowOf(batch, n);
    const x = draw(window.channels * window.height * window.width);
    backend.addPatches(draw(patchesLength(window)), x, window);
    return [x];
  },
  maxPool(backend, draw, batch, n) {
    const { channels, height, width, kernel } = windowOf(batch, n);
    const squares = channels * Math.floor(height / kernel) * Math.floor(width / kernel);
    const x = draw(channels * height * width);
    // Multiples of 1/2, so that there are equals.
    x.set(x.map((value) => Math.round(2 * value) / 2));
    const [y, dy, dx] = [backend.allocate(squares), draw(squares), draw(x.length)];
    backend.maxPool(x, y, channels, { height, width, size: kernel });
    backend.maxPoolGradient(x, y, dy, dx, channels, { height, width, size: kernel });
    return [y, dx];
  },
  addToRows(backend, draw, batch, n) {
    const y = draw(batch * n);
    backend.addToRows(y, draw(n), batch, n);
    return [y];
  },
  columnSums(backend, draw, batch, n) {
    const sums = backend.allocate(n);
    backend.columnSums(draw(batch * n), sums, batch, n);
    return [sums];
  },
  columnSquares(backend, draw, batch, n) {
    const squares = backend.allocate(n);
    backend.columnSquares(draw(batch * n), draw(n), squares, batch, n);
    return [squares];
  },
  columnProducts(backend, draw, batch, n) {
    const products = backend.allocate(n);
    backend.columnProducts(draw(batch * n), draw(batch * n), products, batch, n);
    return [products];
  },
  scaleRows(backend, draw, batch, n) {
    const y = backend.allocate(batch * n);
    backend.scaleRows(draw(batch * n), draw(n), draw(n), y, batch, n);
    return [y];
  },
  normGradient(backend, draw, batch, n) {
    const dx = backend.allocate(batch * n);
    backend.normGradient(draw(batch * n), draw(batch * n), [draw(n), draw(n), draw(n)], dx, batch, n);
    return [dx];
  },
  softmax(backend, draw, batch, n) {
    const [p, largest, logs] = [backend.allocate(batch * n), backend.allocate(batch), backend.allocate(batch)];
    backend.softmax(draw(batch * n), p, largest, logs, 1 / batch, batch, n);
    return [p, largest, logs];
  },
  adam(backend, draw, batch, n) {
    const [value, mean, square] = [draw(batch * n), draw(batch * n), draw(batch * n).map(Math.abs)];
    const squares = placed(backend, square);
    backend.adam({ value, gradient: draw(batch * n) }, mean, squares, 0.01, 3);
    return [value, mean, squares];
  },
  sgd(backend, draw, batch, n) {
    const [value, velocity] = [draw(batch * n), draw(batch * n)];
    backend.sgd({ value, gradient: draw(batch * n) }, velocity, 0.1, 0.9, 0.01);
    return [value, velocity];
  },
  bop(backend, draw, batch, n) {
    const [value, gradient, mean] = [draw(batch * n), draw(batch * n), draw(batch * n)];
    // Multiples of 1/8 at most 2, γ of 1/4: exact in float32, so that all agree on what is beyond the threshold.
    for (const array of [gradient, mean]) array.set(array.map((x) => Math.round(8 * x) / 8));
    backend.bop({ value, gradient }, mean, 0.25, 0.5);
    return [value, mean];
  },
  scale(backend, draw, batch, n) {
    const value = draw(batch * n);
    backend.scale(value, 0.99);
    return [value];
  },
  clip(backend, draw, batch, n) {
    const value = draw(batch * n);
    backend.clip(value, 1);
    return [value];
  },
};

/** A window of one of many shapes: some of the paddings and kernels are larger than the picture. */
function windowOf(a: number, b: number): Window {
  const [kernel, padding] = [1 + (a % 5), b % 4];
  const least = Math.max(1, kernel - 2 * padding);
  return {
    channels: 1 + (b % 3),
    height: least + (a % 6),
    width: least + (b % 7),
    kernel,
    stride: 1 + ((a + b) % 3),
    padding,
  };
}

function patchesLength(window: Window): number {
  const [down, across] = placesOf(window);
  return down * across * window.channels * window.kernel ** 2;
}

type Draw = (length: number) => Float32Array;

describe('SIMD agrees with plain TypeScript to float32 rounding, and touches nothing else:', () => {
  test.each(Object.entries(OPERATIONS))('%s', (_, operation) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 41 }), fc.nat(), (batch, n, stream) => {
        const perform = (backend: Backend) => {
          const random = randomStream(stream, 0);
          const before = placed(backend, [7]);
          const results = operation(
            backend,
            (length) =>
              placed(
                backend,
                Float32Array.from({ length }, () => 4 * uniform(random) - 2),
              ),
            batch,
            n,
          );
          expect(before[0]).toBe(7);
          return results.map((result) => [...result]);
        };
        const expected = perform(plain);
        onSimd(perform).forEach((result, i) => {
          result.forEach((value, at) => {
            const exact = expected[i][at];
            expect(Math.abs(value - exact)).toBeLessThan(2e-5 * Math.max(1, Math.abs(exact)));
          });
        });
      }),
      { numRuns: 60 },
    );
  });
});

test.each(BACKENDS)('clipping keeps NaN, %s', (_, on) => {
  const clipped = on((backend) => {
    const values = placed(backend, [Number.NaN, 2, -3, 0.5]);
    backend.clip(values, 1);
    return [...values];
  });
  expect(clipped).toEqual([Number.NaN, 1, -1, 0.5]);
});

test('softmax of large and far-apart logits stays finite', () => {
  onSimd((backend) => {
    const z = placed(backend, [1000, -1000, 88, 1000]);
    const [p, largest, logs] = [backend.allocate(4), backend.allocate(1), backend.allocate(1)];
    backend.softmax(z, p, largest, logs, 1, 1, 4);
    expect([...p]).toEqual([0.5, 0, 0, 0.5]);
    expect([largest[0], logs[0]]).toEqual([1000, Math.fround(Math.log(2))]);
  });
});

test('more arrays than were counted are refused', () => {
  let builds = 0;
  expect(() => onSimd((backend) => backend.allocate(builds++ === 0 ? 8 : 4096))).toThrow(RangeError);
});

test('memoryFor says how much memory a model takes, without taking any', () => {
  const weights = fc.constantFrom('binary', 'ternary', 'float');
  const networks = fc.record({
    width: fc.integer({ min: 1, max: 300 }),
    channels: fc.integer({ min: 1, max: 8 }),
    weights,
  });
  const optimizers = fc.constantFrom('adam', 'sgd', 'bop');
  const common = { bias: true, weightSte: 'identity', activationSte: 'clipped', clipLatent: false } as const;
  const training = {
    schedule: 'constant',
    loss: 'crossEntropy',
    batchSize: 64,
    evaluateEvery: 20,
    patience: 9,
    learningRate: 0.001,
    maxEpochs: 1,
  } as const;
  fc.assert(
    fc.property(networks, optimizers, ({ width, channels, weights }, optimizer) => {
      const layers: LayerDescription[] = [
        { layer: 'convolution', channels, kernel: 3, weights },
        { layer: 'maxPooling', size: 2 },
        { layer: 'batchNorm' },
        { layer: 'sign' },
        { layer: 'dropout', rate: 0.1 },
        { layer: 'flatten' },
        { layer: 'dense', outputs: width, weights: 'binary' },
        { layer: 'relu' },
        { layer: 'dense', outputs: 10, weights: 'float' },
      ];
      const build = (backend: Backend) =>
        buildModel(backend, [1, 10, 10], 10, { layers, ...common }, { ...training, optimizer });
      const { byteLength } = onSimd(build).network.input.buffer;
      // Memory comes in pages; the module's own data stands in front.
      const [own, page] = [1024, 65_536];
      expect(byteLength).toBe(page * Math.ceil((own + memoryFor(build)) / page));
    }),
    { numRuns: 30 },
  );
  // 1 TiB.
  expect(memoryFor((backend) => [backend.allocate(2 ** 37), backend.allocate(2 ** 37)])).toBeCloseTo(2 ** 40, -3);
});
