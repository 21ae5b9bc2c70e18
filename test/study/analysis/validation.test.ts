import { expect, test } from 'vitest';
import { analyse } from '../../../src/study/analysis/analysis.ts';
import { parseSpec } from '../../../src/study/spec.ts';
import { syntheticRun } from '../synthetic.ts';

const specWith = (analysis: object) =>
  parseSpec(
    {
      study: 's',
      runs: 3,
      data: { set: 'mnist' },
      network: { hidden: [8] },
      analysis: { resamples: 100, ...analysis },
    },
    's',
  );
/** Of ten steps each. */
const EPOCHS = 20;
const STEPS = 10 * EPOCHS;

/** Falls late, as where a network groks; the training loss early. */
const late = (step: number) => 8 / (1 + Math.exp((step - 150) / 8));
const early = (step: number) => 4 * Math.exp(-step / 10);

/** A run whose validation loss is known after every `every` steps. */
function grokking(run: number, every: number, curves = { bdm: late, blockEntropy: early }) {
  const steps = Array.from({ length: Math.floor(STEPS / every) }, (_, i) => (i + 1) * every);
  const loss = steps.map((step) => late(step));
  return { ...syntheticRun(run, EPOCHS, { loss: early, ...curves }), validation: { steps, loss } };
}

test('a measure that falls with the validation loss is told from one that falls with the training loss', () => {
  const runs = [0, 1, 2].map((run) => grokking(run, 1));
  const { validation } = analyse(runs, specWith({ validation: true, trajectories: 'raw' }));
  const { bdm, blockEntropy } = validation?.bySeries ?? {};
  expect(bdm.pearson.mean).toBeCloseTo(1, 3);
  expect(blockEntropy.training.pearson.mean).toBeCloseTo(1, 12);
  expect(bdm.training.pearson.mean).toBeLessThan(0.5);
  expect(bdm.difference.pearson.mean).toBeCloseTo(Number(bdm.pearson.mean) - Number(bdm.training.pearson.mean), 12);
  expect(blockEntropy.difference.pearson.mean).toBeLessThan(-0.5);
  expect(validation?.loss.pearson).toEqual(blockEntropy.pearson);
});

test('only epochs with an evaluation count, each with the mean of its own: those of an obvious computation', () => {
  // After 35, 70, … 175 steps: in the epochs (from 0) 3, 7, 10, 14 and 17.
  const run = grokking(0, 35);
  const { validation, curves } = analyse([run], specWith({ validation: true, trajectories: 'raw' }));
  const epochs = [3, 7, 10, 14, 17];
  const x = epochs.map((epoch) => run.epochs.series.bdm.total[epoch]);
  const y = [35, 70, 105, 140, 175].map(late);
  const centred = (values: number[]) => values.map((value) => value - values.reduce((a, b) => a + b) / values.length);
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const [u, v] = [centred(x), centred(y)];
  expect(validation?.bySeries.bdm.pearson.mean).toBeCloseTo(dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v)), 12);
  expect(curves.validation.map(({ epoch }) => epoch)).toEqual(epochs.map((epoch) => epoch + 1));
  const [least, greatest] = [Math.min(...y), Math.max(...y)];
  curves.validation.forEach((point, i) => {
    expect(point.mean).toBeCloseTo((y[i] - least) / (greatest - least), 12);
  });
});

test('two evaluations of one epoch give their mean, and what is beyond the kept epochs does not count', () => {
  const run = grokking(0, 5);
  const { curves } = analyse([run], specWith({ validation: true, trajectories: 'raw' }));
  // The last one is after the last epoch's steps, of weights that no step measured.
  const means = Array.from({ length: EPOCHS }, (_, epoch) =>
    epoch === 0 ? late(5) : (late(10 * epoch) + late(10 * epoch + 5)) / 2,
  );
  const [least, greatest] = [Math.min(...means), Math.max(...means)];
  expect(curves.validation).toHaveLength(EPOCHS);
  curves.validation.forEach(({ mean }, i) => {
    expect(mean).toBeCloseTo((means[i] - least) / (greatest - least), 12);
  });
});

test('an interval holds no value that cannot be: correlations end at 1, processed losses at 0 and 1', () => {
  // Runs that differ much: their means' intervals would reach beyond.
  const runs = [20, 150, 160, 170].map((middle, i) => {
    const falling = (step: number) => 8 / (1 + Math.exp((step - middle) / 8));
    const run = grokking(i, 10, { bdm: i === 0 ? early : falling, blockEntropy: early });
    return { ...run, validation: { ...run.validation, loss: run.validation.steps.map(falling) } };
  });
  const { validation, curves } = analyse(runs, specWith({ validation: true, trajectories: 'raw' }));
  const correlations = Object.values(validation?.bySeries ?? {}).flatMap(({ pearson, spearman, training }) => [
    pearson,
    spearman,
    training.pearson,
    training.spearman,
  ]);
  expect(correlations).toHaveLength(8);
  for (const { lo, hi } of correlations) {
    expect(lo).toBeGreaterThanOrEqual(-1);
    expect(hi).toBeLessThanOrEqual(1);
  }
  expect(curves.validation).toHaveLength(EPOCHS - 1);
  for (const { lo, hi } of curves.validation) {
    expect(lo).toBeGreaterThanOrEqual(0);
    expect(hi).toBeLessThanOrEqual(1);
  }
});

test('planes have theirs, and a run without evaluations has none that are defined', () => {
  const planes = [{ layer: 0, plane: 3, series: { bdm: Array.from({ length: EPOCHS + 2 }, (_, i) => late(10 * i)) } }];
  const run = grokking(0, 10);
  const spec = specWith({ validation: true, trajectories: 'raw' });
  const withPlanes = analyse([{ ...run, epochs: { ...run.epochs, planes } }], spec).validation;
  expect(withPlanes?.planes).toMatchObject([
    { layer: 0, plane: 3, measures: { bdm: { pearson: { mean: expect.closeTo(1, 9) } } } },
  ]);
  const none = analyse([{ ...run, validation: { steps: [], loss: [] } }], spec);
  expect(none.validation?.bySeries.bdm.pearson).toMatchObject({ mean: null, undefined: 1 });
  expect(none.curves.validation).toEqual([]);
});

test('a study that does not ask has the analysis that it had', () => {
  const runs = [0, 1, 2].map((run) => grokking(run, 7));
  const { validation: _, curves, ...rest } = analyse(runs, specWith({ validation: true }));
  const { validation: __, ...others } = curves;
  expect(analyse(runs, specWith({}))).toEqual({ ...rest, curves: others });
  expect(analyse(runs, specWith({ validation: false }))).toEqual({ ...rest, curves: others });
});
