import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { generateSincos, signals } from '../../../src/data/generated/sincos.ts';
import { loadDataSet } from '../../../src/data/locate.ts';
import { classCounts } from '../../../src/data/pictures.ts';
import { countsOf, DATA_SETS, type DataSetOptions, taskOf } from '../../../src/data/sets.ts';

const COUNT = 4000;
const waves = signals(COUNT, 0, 0);

test('without noise a signal is a wave of the frequency and phase that its values say', () => {
  for (let i = 0; i < COUNT; i += 7) {
    const x = waves.x.subarray(48 * i, 48 * (i + 1));
    const [frequency, phase] = waves.values.subarray(2 * i, 2 * i + 2);
    // sin(a + w) + sin(a − w) = 2 cos(w) sin(a) gives w, whatever a is; where the wave is largest, best.
    let largest = 1;
    for (let t = 2; t < 47; t++) if (Math.abs(x[t]) > Math.abs(x[largest])) largest = t;
    const w = Math.acos((x[largest - 1] + x[largest + 1]) / (2 * x[largest]));
    expect((48 * w) / (2 * Math.PI)).toBeCloseTo(frequency, 3);
    // sin(φ + w) = sin φ cos w + cos φ sin w gives the phase.
    const cosine = (x[1] - x[0] * Math.cos(w)) / Math.sin(w);
    expect(Math.atan2(x[0], cosine)).toBeCloseTo(phase, 3);
  }
});

test('the classes are sine and cosine, low and high; frequencies and phases fill their ranges evenly', () => {
  const ranges = [
    { frequency: 1, phase: 0 },
    { frequency: 1, phase: Math.PI / 2 },
    { frequency: 2.5, phase: 0 },
    { frequency: 2.5, phase: Math.PI / 2 },
  ];
  expect(classCounts(waves.labels)).toEqual([1000, 1000, 1000, 1000]);
  ranges.forEach(({ frequency, phase }, label) => {
    const examples = Array.from(waves.labels, (_, i) => i).filter((i) => waves.labels[i] === label);
    // Where in its range each lies, from 0 to 1.
    const places = [
      examples.map((i) => waves.values[2 * i] - frequency),
      examples.map((i) => (waves.values[2 * i + 1] - phase) / (Math.PI / 4) + 0.5),
    ];
    for (const place of places) {
      expect(Math.min(...place)).toBeGreaterThanOrEqual(-1e-6);
      expect(Math.max(...place)).toBeLessThan(1 + 1e-6);
      const tenths = classCounts(Uint8Array.from(place, (value) => Math.min(9, Math.max(0, 10 * value))));
      // Five standard deviations of a binomial count of 100 in 1000.
      for (const tenth of tenths) expect(Math.abs(tenth - 100)).toBeLessThan(5 * Math.sqrt(90));
    }
  });
});

test('noise is added to the same waves, normal and of the deviation asked for', () => {
  const noisy = signals(COUNT, 0.5, 0);
  expect([noisy.labels, noisy.values]).toEqual([waves.labels, waves.values]);
  const noise = noisy.x.map((value, at) => value - waves.x[at]);
  const moment = (power: number) => noise.reduce((sum, value) => sum + value ** power, 0) / noise.length;
  const error = 5 / Math.sqrt(noise.length);
  expect(Math.abs(moment(1))).toBeLessThan(0.5 * error);
  expect(Math.abs(moment(2) / 0.25 - 1)).toBeLessThan(error * Math.sqrt(2));
  expect(Math.abs(moment(4) / 0.0625 - 3)).toBeLessThan(error * Math.sqrt(96));
});

test('test signals are others than those to train with', () => {
  const others = signals(COUNT, 0, 1);
  const shared = new Set(waves.values);
  expect(others.values.filter((value) => shared.has(value)).length).toBeLessThan(10);
});

test('the set is the same everywhere', () => {
  const { x, values } = signals(COUNT, 0.75, 0);
  const sum = (numbers: Float32Array) => createHash('sha256').update(new Uint8Array(numbers.buffer)).digest('hex');
  expect([sum(x), sum(values)]).toMatchInlineSnapshot(`
    [
      "65c1786954f4f6d4c4524c02111394a83268b85091189f42edaa3cb440e9c74c",
      "b53b19485a15922409ce1d3417b661d366da49b2580b02aa769d729104d42973",
    ]
  `);
});

test('inputs have mean 0 and deviation 1 over all samples, values each by itself', () => {
  const { training, values } = generateSincos({ noise: 0.75 });
  const moments = (numbers: ArrayLike<number>, first: number, step: number) => {
    let [sum, squares] = [0, 0];
    for (let i = first; i < numbers.length; i += step) {
      sum += numbers[i];
      squares += numbers[i] ** 2;
    }
    const count = numbers.length / step;
    return [sum / count, squares / count];
  };
  expect(values).toBe(2);
  const all = [
    moments(training.x, 0, 1),
    moments(training.values as Float32Array, 0, 2),
    moments(training.values as Float32Array, 1, 2),
  ];
  for (const [mean, square] of all) {
    expect(mean).toBeCloseTo(0, 5);
    expect(square).toBeCloseTo(1, 4);
  }
});

const sets: DataSetOptions[] = [
  { set: 'mnist', size: 4, antialias: false },
  { set: 'sincos', noise: 1 },
  { set: 'modular', prime: 97 },
  { set: 'modular', prime: 13 },
];
test.each(sets)('what is known of $set before it is read is so when it is', async (options) => {
  const { training, test: testing, ...task } = await loadDataSet(options);
  expect(task).toEqual(taskOf(options));
  expect({ training: training.count, test: testing.count }).toEqual(countsOf(options.set, options));
  // Those of its usual options.
  if (options.set === 'modular' && options.prime !== 97) return;
  const published = DATA_SETS[options.set].classes;
  expect([classCounts(training.labels), classCounts(testing.labels)]).toEqual([published.training, published.test]);
});
