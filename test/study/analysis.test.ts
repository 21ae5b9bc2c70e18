import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Analysis, analyse, epochsKept, processRuns } from '../../src/study/analysis.ts';
import { parseSpec } from '../../src/study/spec.ts';
import { processSeries } from '../../src/study/statistics.ts';
import { syntheticRun } from './synthetic.ts';

const spec = parseSpec(
  { study: 's', runs: 6, data: { set: 'mnist' }, network: { hidden: [8] }, analysis: { resamples: 300 } },
  's',
);
/** Runs that differ: a decay with its own wiggle in each measure. */
const runs = Array.from({ length: 6 }, (_, i) =>
  syntheticRun(i, 6 + i, {
    bdm: (step) => 7000 + 900 * Math.exp(-step / (20 + i)) + 10 * Math.sin(step * (i + 1)),
    blockEntropy: (step) => 15 + Math.cos(step / (4 + i)),
  }),
);

test('relabelling and reordering runs changes nothing but their numbers', () => {
  const expected = analyse(runs, spec);
  const withoutNumbers = ({ coefficients, ...rest }: Analysis) => ({
    ...rest,
    coefficients: coefficients.map((run) => JSON.stringify({ ...run, run: 0 })).sort(),
  });
  fc.assert(
    fc.property(fc.shuffledSubarray(runs, { minLength: runs.length }), (order) => {
      expect(analyse(order, spec)).toEqual(expected);
      const relabelled = order.map((run, i) => ({ ...run, run: i }));
      expect(withoutNumbers(analyse(relabelled, spec))).toEqual(withoutNumbers(expected));
    }),
    { numRuns: 5 },
  );
});

test('a measure that equals the loss correlates with it at 1, one that mirrors it at -1', () => {
  const loss = (step: number) => 3 * Math.exp(-step / 25);
  const same = analyse([syntheticRun(0, 8, { loss, bdm: loss }), syntheticRun(1, 8, { loss, bdm: loss })], spec);
  expect(same.measures.bdm.pearson).toMatchObject({ mean: 1, lo: 1, hi: 1, defined: 2, undefined: 0 });
  const mirrored = analyse([syntheticRun(0, 8, { loss, bdm: (step) => Math.expm1(2 - Math.log1p(loss(step))) })], spec);
  // Epoch means come before the logarithm, so the mirror is not perfect in r, but is in rank.
  expect(mirrored.measures.bdm.spearman.mean).toBe(-1);
});

describe('a constant trajectory', () => {
  const constant = syntheticRun(0, 8, { blockEntropy: () => 15.644 });
  const analysis = analyse([constant, ...runs.slice(1)], spec);

  test('is undefined, counted, and left out of the difference too', () => {
    expect(analysis.measures.blockEntropy.pearson).toMatchObject({ defined: 5, undefined: 1 });
    expect(analysis.difference.pearson).toMatchObject({ defined: 5, undefined: 1 });
    expect(analysis.measures.bdm.pearson).toMatchObject({ defined: 6, undefined: 0 });
  });

  test('never becomes NaN, even where every run is constant', () => {
    const all = analyse([constant], spec);
    expect(all.measures.blockEntropy.pearson).toEqual({ mean: null, lo: null, hi: null, defined: 0, undefined: 1 });
    expect(JSON.stringify(all)).not.toContain('NaN');
    expect(all).toEqual(JSON.parse(JSON.stringify(all)));
  });
});

describe('runs are kept', () => {
  test('up to the epoch of their best weights, if that has five epochs', () => {
    const short = syntheticRun(1, 4);
    const enough = syntheticRun(2, 5);
    expect([epochsKept(short), epochsKept(enough)]).toEqual([4, 5]);
    expect(processRuns([short, enough], spec.analysis).map(({ run, epochs }) => [run, epochs])).toEqual([[2, 5]]);
    const { runs: counts, curves } = analyse([short, enough], spec);
    expect(counts).toEqual({ asked: 6, finished: 2, kept: 1 });
    expect(curves.loss.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
  });

  test('and counted at each epoch while they are active', () => {
    const active = analyse(runs, spec).curves.bdm.map(({ defined }) => defined);
    expect(active).toEqual([6, 6, 6, 6, 6, 6, 5, 4, 3, 2, 1]);
  });

  test('none at all gives an empty analysis', () => {
    const none = analyse([], spec);
    expect(none.accuracy).toEqual({ mean: null, sd: null });
    expect(none.measures.bdm.pearson.defined).toBe(0);
  });
});

test('processing is log1p, smoothing and min-max, in that order, by hand', () => {
  // log1p of e^k - 1 is k; without smoothing min-max of 3, 2, 1 is 1, 1/2, 0.
  const series = [3, 2, 1].map((k) => Math.expm1(k));
  expect(processSeries(series, 0)?.map((v) => Math.round(v * 1e12) / 1e12)).toEqual([1, 0.5, 0]);
  // SciPy 1.10.1: y = gaussian_filter1d(np.log1p([5, 3, 4, 1.]), 1); (y - y.min()) / (y.max() - y.min())
  const expected = [1.0, 0.7893222125985359, 0.44098584461473084, 0.0].map((v) => expect.closeTo(v, 12));
  expect(processSeries([5, 3, 4, 1], 1)).toEqual(expected);
});

describe('the paired difference', () => {
  test('is that of the coefficients of each run, and is tested', () => {
    const { coefficients, difference } = analyse(runs, spec);
    expect(coefficients.map(({ run, epochs }) => [run, epochs])).toEqual(runs.map((run) => [run.run, run.run + 6]));
    const differences = coefficients.map(({ bdm, blockEntropy }) => (bdm.pearson ?? 0) - (blockEntropy.pearson ?? 0));
    expect(difference.pearson.mean).toBeCloseTo(differences.reduce((a, b) => a + b, 0) / 6, 12);
    expect(difference.pearson.p).toBeGreaterThanOrEqual(2 / 64);
  });
});

test('the reference curves are processed as the measures are', () => {
  const loss = (step: number) => 2 * Math.exp(-Math.floor(step / 10));
  const { references } = analyse([syntheticRun(0, 8, { loss }), syntheticRun(1, 9, { loss })], spec);
  expect(references.decay.pearson.mean).toBeGreaterThan(0.99);
  expect(references.line.pearson.mean).toBeGreaterThan(0.5);
  expect(references.line.spearman.mean).toBe(1);
});

test('a run without early stopping is kept whole', () => {
  const { training, ...rest } = syntheticRun(0, 3);
  const whole = { ...rest, training: { ...training, keptSteps: training.steps, stopped: 'maxEpochs' as const } };
  expect(epochsKept(whole)).toBe(5);
  // Best weights in the middle of an epoch: that epoch counts.
  expect(epochsKept({ ...whole, training: { ...training, keptSteps: 31 } })).toBe(4);
});
