import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pearson, spearman } from '../../../src/stats/correlation.ts';
import { mean } from '../../../src/stats/series.ts';
import { type Analysis, analyse, epochsKept, processRuns } from '../../../src/study/analysis/analysis.ts';
import { holmOver } from '../../../src/study/analysis/holm.ts';
import { commonLength } from '../../../src/study/analysis/ownRun.ts';
import { processSeries } from '../../../src/study/analysis/statistics.ts';
import { parseSpec } from '../../../src/study/spec.ts';
import { syntheticRun } from '../synthetic.ts';

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

test('the test is summed up by accuracy where there is one, and by its loss', () => {
  const tested = (...tests: { loss: number; accuracy: number | null }[]) =>
    analyse(
      tests.map((test, run) => ({ ...syntheticRun(run, 6), test })),
      spec,
    );
  const both = tested({ loss: 0.5, accuracy: 0.8 }, { loss: 1.5, accuracy: 0.9 });
  expect(both.accuracy.mean).toBeCloseTo(85, 12);
  expect(both.testLoss).toEqual({ mean: 1, sd: Math.SQRT1_2 });
  const regression = tested({ loss: 2, accuracy: null });
  expect(regression.accuracy).toEqual({ mean: null, sd: null });
  expect(regression.testLoss).toEqual({ mean: 2, sd: null });
});

describe('the paired difference', () => {
  test('is that of the coefficients of each run, and is tested', () => {
    const { coefficients, difference } = analyse(runs, spec);
    expect(coefficients.map(({ run, epochs }) => [run, epochs])).toEqual(runs.map((run) => [run.run, run.run + 6]));
    const differences = coefficients.map(
      ({ measures: { bdm, blockEntropy } }) => (bdm.pearson ?? 0) - (blockEntropy.pearson ?? 0),
    );
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

describe('curves of the epoch alone', () => {
  const { references } = analyse(runs, spec);

  test('cannot follow their own run: p is 1, of trajectories and of differences', () => {
    for (const { ownRun, differences } of [references.decay, references.line]) {
      expect([ownRun, differences.ownRun]).toMatchObject([
        { p: 1, deviations: null },
        { p: 1, deviations: null },
      ]);
    }
  });

  test('have no partial rank correlation; the raw line has no partial correlation and no differences at all', () => {
    const nothing = { mean: null, lo: null, hi: null, defined: 0, undefined: 6 };
    for (const { partial } of [references.decay, references.line]) expect(partial.spearman).toEqual(nothing);
    expect(references.decay.partial.pearson.defined).toBe(6);
    const raw = analyse(runs, { ...spec, analysis: { ...spec.analysis, trajectories: 'raw' } }).references;
    expect(raw.line.partial).toEqual({ pearson: nothing, spearman: nothing });
    expect(raw.line.differences).toMatchObject({ pearson: nothing, spearman: nothing, ownRun: { p: null, runs: 0 } });
  });
});

describe('rivals', () => {
  /** Each run with rivals: one that equals the loss, one that is constant. */
  const loss = (step: number) => 2 * Math.exp(-step / 30);
  const withRivals = runs.map((_, i) =>
    syntheticRun(i, 6 + i, {
      bdm: (step) => 7000 + 900 * Math.exp(-step / (20 + i)) + 10 * Math.sin(step * (i + 1)),
      blockEntropy: (step) => 15 + Math.cos(step / (4 + i)),
      bitEntropy: () => 0.99,
      lempelZiv: loss,
    }),
  );
  const analysis = analyse(withRivals, spec);

  test('get what the measures get, in a fixed order', () => {
    const one = expect.closeTo(1, 12);
    expect(Object.keys(analysis.measures)).toEqual(['bdm', 'blockEntropy', 'bitEntropy', 'lempelZiv']);
    expect(Object.keys(analysis.comparisons)).toEqual(['blockEntropy', 'bitEntropy', 'lempelZiv']);
    expect(analysis.measures.lempelZiv).toMatchObject({
      pearson: { mean: one, defined: 6 },
      partial: { pearson: { mean: one } },
      differences: { pearson: { mean: one }, spearman: { mean: one } },
      layers: [{ pearson: { mean: one } }],
    });
    expect(analysis.measures.bitEntropy.pearson).toMatchObject({ mean: null, undefined: 6 });
    expect(analysis.comparisons.bitEntropy.pearson).toMatchObject({ mean: null, p: null, undefined: 6 });
    expect(JSON.stringify(analysis)).not.toContain('NaN');
  });

  test('are compared run by run, as block entropy is', () => {
    const { coefficients, comparisons, measures } = analysis;
    const gaps = coefficients.map(
      ({ measures: { bdm, lempelZiv } }) => (bdm.differences.pearson ?? 0) - (lempelZiv.differences.pearson ?? 0),
    );
    expect(comparisons.lempelZiv.differences.pearson.mean).toBeCloseTo(gaps.reduce((a, b) => a + b, 0) / 6, 12);
    expect(comparisons.blockEntropy.pearson).toEqual(analysis.difference.pearson);
    expect(comparisons.blockEntropy.spearman).toEqual(analysis.difference.spearman);
    expect(coefficients[0].measures.lempelZiv.pearson).toBe(measures.lempelZiv.pearson.mean);
  });

  test('change nothing of the other measures, and are left out where a run has none', () => {
    const without = analyse(runs, spec);
    expect(analysis.measures.bdm).toEqual(without.measures.bdm);
    expect(analysis.difference).toEqual(without.difference);
    expect(analyse([...withRivals.slice(1), runs[0]], spec)).toEqual(without);
  });
});

test('bit planes are correlated as layers are, where all runs have them', () => {
  const withPlanes = runs.map(({ epochs, ...run }) => {
    const planes = [
      { layer: 0, plane: 0, series: { bdm: epochs.loss, blockEntropy: epochs.loss.map(() => 15) } },
      { layer: 0, plane: 1, series: { bdm: epochs.series.bdm.total, blockEntropy: epochs.series.blockEntropy.total } },
    ];
    return { ...run, epochs: { ...epochs, planes } };
  });
  const { planes, measures } = analyse(withPlanes, spec);
  const { bdm, blockEntropy } = measures;
  expect(planes).toMatchObject([
    {
      layer: 0,
      plane: 0,
      measures: { bdm: { pearson: { mean: expect.closeTo(1, 12) } }, blockEntropy: { pearson: { mean: null } } },
    },
    { measures: { bdm: { pearson: bdm.pearson }, blockEntropy: { spearman: blockEntropy.spearman } } },
  ]);
  expect(analyse([...withPlanes.slice(1), runs[0]], spec).planes).toEqual([]);
  // A run that was measured earlier may lack a series, whichever it is.
  const [{ epochs, ...last }, ...others] = withPlanes;
  const more = epochs.planes.map((plane) => ({ ...plane, series: { ...plane.series, deflate: epochs.loss } }));
  const measuredLater = { ...last, epochs: { ...epochs, planes: more } };
  for (const mixed of [
    [measuredLater, ...others],
    [...others, measuredLater],
  ]) {
    expect(analyse(mixed, spec).planes.map(({ measures }) => Object.keys(measures))).toEqual(
      planes.map(() => ['bdm', 'blockEntropy']),
    );
  }
});

test('raw trajectories are correlated as the epoch means are', () => {
  const { coefficients } = analyse(runs, { ...spec, analysis: { ...spec.analysis, trajectories: 'raw' } });
  coefficients.forEach(({ measures: { bdm, blockEntropy }, epochs }, i) => {
    const { epochs: means } = runs[i];
    const loss = means.loss.slice(0, epochs);
    expect(bdm.pearson).toBeCloseTo(pearson(means.series.bdm.total.slice(0, epochs), loss) ?? Number.NaN, 12);
    expect(blockEntropy.spearman).toBeCloseTo(
      spearman(means.series.blockEntropy.total.slice(0, epochs), loss) ?? Number.NaN,
      12,
    );
  });
});

describe('the own-run test', () => {
  test('is that of all pairings of raw series cut to the common length and then processed', () => {
    // Lengths 6 to 11: six runs of 6 epochs are 36, five of 7 are 35, four of 8 are 32.
    const cut = (series: number[]) => processSeries(series.slice(0, 6), 1) ?? [];
    const measures = runs.map(({ epochs }) => cut(epochs.series.bdm.total));
    const losses = runs.map(({ epochs }) => cut(epochs.loss));
    const sums: number[] = [];
    const extend = (left: number[], sum: number) => {
      if (left.length === 0) sums.push(sum);
      for (const j of left) {
        const r = pearson(measures[6 - left.length], losses[j]) ?? Number.NaN;
        extend(
          left.filter((other) => other !== j),
          sum + r,
        );
      }
    };
    extend([0, 1, 2, 3, 4, 5], 0);
    const own = runs.reduce((sum, _, i) => sum + (pearson(measures[i], losses[i]) ?? Number.NaN), 0);
    const { ownRun } = analyse(runs, spec).measures.bdm;
    expect(ownRun).toMatchObject({ runs: 6, epochs: 6 });
    expect(ownRun.own).toBeCloseTo(own / 6, 12);
    expect(ownRun.expected).toBeCloseTo(sums.reduce((a, b) => a + b, 0) / 720 / 6, 12);
    expect(ownRun.p).toBeCloseTo(sums.filter((sum) => sum >= own - 1e-12).length / 720, 12);
  });

  test('sees a measure that has its own run’s wiggle', () => {
    const following = runs.map((_, i) => {
      const loss = (step: number) => 2 * Math.exp(-step / 30) + 0.05 * Math.sin(step * (i + 1));
      return syntheticRun(i, 8, { loss, bdm: (step) => 7000 + 100 * loss(step) });
    });
    const { ownRun, differences } = analyse(following, spec).measures.bdm;
    expect(ownRun.p).toBeLessThan(0.01);
    expect(differences.ownRun.deviations).toBeGreaterThan(0.9);
  });

  test('cuts to the length that keeps the most epochs, the longer of two that keep as many', () => {
    expect(commonLength([5, 6, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 10, 10, 10, 10, 11, 12, 13, 14])).toBe(7);
    expect(commonLength([3, 6])).toBe(6);
    expect(commonLength([])).toBe(0);
  });
});

test('accuracy is that of the runs that have one', () => {
  const [first, second, ...others] = runs;
  const none = others.map((run) => ({ ...run, test: { ...run.test, accuracy: null } }));
  expect(analyse([first, second, ...none], spec).accuracy.mean).toBeCloseTo(79.05, 12);
  expect(analyse(none, spec).accuracy).toEqual({ mean: null, sd: null });
});

test('Holm’s correction takes one comparison in all configurations as its family', () => {
  const rows = tested(
    { blockEntropy: 0.01, deflate: 0.5 },
    { blockEntropy: 0.04 },
    { blockEntropy: 0.03, deflate: 0.02 },
    { blockEntropy: null, deflate: null },
    { blockEntropy: 0.005 },
  );
  expect(holmOver(rows)).toEqual([
    { blockEntropy: expect.closeTo(0.03, 14), deflate: 0.5, decay: 1 },
    { blockEntropy: expect.closeTo(0.06, 14), decay: 1 },
    { blockEntropy: expect.closeTo(0.06, 14), deflate: 0.04, decay: 1 },
    { blockEntropy: null, deflate: null, decay: 1 },
    { blockEntropy: expect.closeTo(0.02, 14), decay: 1 },
  ]);
});

test('configurations that are the same test count once in it, those that only train alike each', () => {
  const [first, second] = tested({ blockEntropy: 0.02 }, { blockEntropy: 0.03 });
  const under = (name: string) => ({ ...first, configuration: name });
  const ps = (rows: Parameters<typeof holmOver>[0]) => holmOver(rows).map(({ blockEntropy }) => blockEntropy);
  expect(ps([under('a'), second, under('b')])).toEqual([0.04, 0.04, 0.04]);
  // Of the same trainings, but another outcome: another analysis of them.
  expect(ps([first, { ...second, specHash: first.specHash }])).toEqual([0.04, 0.04]);
  // The same p of other trainings.
  expect(ps([first, { ...first, specHash: 'another' }])).toEqual([0.04, 0.04]);
  expect(ps([first, { ...first, specHash: 'another' }, second])).toEqual([0.06, 0.06, 0.06]);
});

/** Rows of a table with these p-values, and that of exp(-epoch) 1. */
function tested(...ps: readonly Readonly<Record<string, number | null>>[]) {
  const of = (p: number | null) => ({ pearson: { p } });
  return ps.map((row, i) => ({
    specHash: `hash ${i}`,
    comparisons: Object.fromEntries(Object.entries(row).map(([name, p]) => [name, of(p)])),
    references: { decay: { comparison: of(1) } },
    hypothesis: null,
  })) as unknown as Parameters<typeof holmOver>[0];
}

test('a question named in advance is the paired difference of its measure and its rival, whichever they are', () => {
  const hypothesis = { measure: 'blockEntropy', rival: 'bdm', direction: 'less' as const };
  const asked = analyse(runs, { ...spec, analysis: { ...spec.analysis, hypothesis } });
  const { difference } = asked.hypothesis ?? {};
  const claimed = asked.comparisons.blockEntropy;
  expect(difference?.pearson.mean).toBeCloseTo(-(claimed.pearson.mean ?? Number.NaN), 12);
  expect(difference?.partial.pearson.mean).toBeCloseTo(-(claimed.partial.pearson.mean ?? Number.NaN), 12);
  expect(difference?.pearson.p).toBe(claimed.pearson.p);
  expect(analyse(runs, spec).hypothesis).toBeNull();
  expect(
    analyse([], { ...spec, analysis: { ...spec.analysis, hypothesis } }).hypothesis?.difference.pearson.mean,
  ).toBeNull();
});

test('a question that calls a series by another of its names is of that series', () => {
  const measures = { ...spec.measures, order: 'canonical' as const };
  const ask = (measure: string) =>
    analyse(runs, {
      ...spec,
      measures,
      analysis: { ...spec.analysis, hypothesis: { measure, rival: 'blockEntropy', direction: 'more' } },
    }).hypothesis;
  expect(ask('canonicalBdm')).toEqual(ask('bdm'));
  expect(ask('bdm')?.difference.pearson.mean).not.toBeNull();
});

test('BDM’s difference from exp(−epoch) is that of the coefficients of each run', () => {
  const { coefficients, references } = analyse(runs, spec);
  const { comparison, ...decay } = references.decay;
  const bdm = coefficients.map(({ measures }) => measures.bdm.pearson ?? Number.NaN);
  expect(comparison.pearson.mean).toBeCloseTo(mean(bdm) - (decay.pearson.mean ?? Number.NaN), 12);
  expect(comparison.pearson).toMatchObject({ defined: 6, undefined: 0 });
  expect(comparison.pearson.p).toBeGreaterThanOrEqual(2 / 64);
});

describe('values', () => {
  const loss = (step: number) => 2 - Math.floor(step / 10) / 4;
  const made = [0, 1, 2].map((run) =>
    syntheticRun(run, 3 + run, {
      loss: (step) => loss(step) + run / 8,
      bdm: (step) => 1000 * (run + 1) + Math.floor(step / 10),
    }),
  );
  const valuesAt = (atLoss?: number) =>
    analyse(made, { ...spec, analysis: { ...spec.analysis, ...(atLoss === undefined ? {} : { atLoss }) } }).values;

  test('are those of the first epoch and of that of the weights kept, of all finished runs, in their own unit', () => {
    const { bdm, loss } = valuesAt();
    expect(bdm.first.mean).toBe(2000);
    expect(bdm.kept.mean).toBe((1002 + 2003 + 3004) / 3);
    expect(bdm.atLoss).toBeNull();
    expect(loss.first.mean).toBe((2 + 2.125 + 2.25) / 3);
    // Two of the three are too short for coefficients.
    expect(bdm.kept).toMatchObject({ defined: 3, undefined: 0 });
  });

  test('at a loss are those of the first epoch that is no higher, of the runs that reach it', () => {
    // In the epochs 2 − e / 4 + r / 8: at 1.5 after 2 epochs, and after 3 for the other runs.
    const { bdm, loss } = valuesAt(1.5);
    expect(bdm.atLoss?.mean).toBeCloseTo((1002 + 2003 + 3003) / 3, 9);
    expect(loss.atLoss?.mean).toBeCloseTo((1.5 + 1.375 + 1.5) / 3, 12);
    // Patience waited two epochs beyond the weights kept: run 0 ends at 1, run 1 at 0.875, run 2 at 0.75.
    expect(valuesAt(0.9).bdm.atLoss).toMatchObject({ defined: 2, undefined: 1 });
    expect(valuesAt(0.1).bdm.atLoss).toMatchObject({ mean: null, defined: 0, undefined: 3 });
  });
});

test('a run without early stopping is kept whole', () => {
  const { training, ...rest } = syntheticRun(0, 3);
  const whole = { ...rest, training: { ...training, keptSteps: training.steps, stopped: 'maxEpochs' as const } };
  expect(epochsKept(whole)).toBe(5);
  // Best weights in the middle of an epoch: that epoch counts.
  expect(epochsKept({ ...whole, training: { ...training, keptSteps: 31 } })).toBe(4);
});
