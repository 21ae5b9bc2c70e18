/**
 * What the runs of a study say together, by the protocol of arXiv 2505.20646: epoch means, cut after the best
 * weights; log1p, Gaussian smoothing, min-max; correlation of each measure with the loss, run by run; bootstrap
 * intervals over runs. A coefficient that a constant trajectory leaves undefined is counted, never dropped silently.
 */
import { randomStream } from '../random.ts';
import { bootstrapMean } from '../stats/bootstrap.ts';
import { pearson, spearman } from '../stats/correlation.ts';
import { gaussianFilter } from '../stats/gaussian.ts';
import { mean, minMax, standardDeviation } from '../stats/series.ts';
import type { RunResult } from './run.ts';
import type { StudySpec } from './spec.ts';

/** A mean over runs and its bootstrap interval; null where too few runs define it. */
export interface Estimate {
  readonly mean: number | null;
  readonly lo: number | null;
  readonly hi: number | null;
  /** Runs that define the value, and runs that do not. */
  readonly defined: number;
  readonly undefined: number;
}

export interface Correlations {
  readonly pearson: Estimate;
  readonly spearman: Estimate;
}

export type MeasureName = 'bdm' | 'blockEntropy';

/** The mean of the processed trajectories at one epoch (from 1), over the runs that are still active there. */
export interface CurvePoint extends Estimate {
  readonly epoch: number;
}

export interface Analysis {
  readonly runs: { readonly asked: number; readonly finished: number; readonly kept: number };
  /** In per cent, of all finished runs. */
  readonly accuracy: { readonly mean: number | null; readonly sd: number | null };
  readonly measures: Readonly<Record<MeasureName, Correlations & { readonly layers: readonly Correlations[] }>>;
  /** BDM's coefficient minus block entropy's, in each run. */
  readonly difference: Correlations;
  readonly blocks: { readonly measured: number; readonly missing: number };
  readonly curves: Readonly<Record<'loss' | MeasureName, readonly CurvePoint[]>>;
}

/** One run's trajectories after the cut and all processing; null where constant. */
export interface ProcessedRun {
  readonly run: number;
  readonly epochs: number;
  readonly loss: readonly number[] | null;
  readonly bdm: readonly number[] | null;
  readonly blockEntropy: readonly number[] | null;
  readonly layers: { readonly bdm: readonly (number[] | null)[]; readonly blockEntropy: readonly (number[] | null)[] };
}

type AnalysisOptions = StudySpec['analysis'];

/** Epochs up to the one in which the best weights were found; what follows is the tail that patience waited. */
export function epochsKept({ training }: RunResult): number {
  return Math.ceil(training.bestSteps / training.stepsPerEpoch);
}

/** log1p, Gaussian smoothing, min-max to [0, 1]; null for a constant series. */
export function processSeries(series: readonly number[], smoothing: number): number[] | null {
  return minMax(gaussianFilter(series.map(Math.log1p), smoothing));
}

/** The processed trajectories of the runs that are long enough to keep, in the order of their numbers. */
export function processRuns(runs: readonly RunResult[], { smoothing, fewestEpochs }: AnalysisOptions): ProcessedRun[] {
  return runs
    .filter((run) => epochsKept(run) >= fewestEpochs)
    .sort((a, b) => a.run - b.run)
    .map((result) => {
      const epochs = epochsKept(result);
      const process = (series: readonly number[]) => processSeries(series.slice(0, epochs), smoothing);
      const { loss, bdm, blockEntropy } = result.epochs;
      return {
        run: result.run,
        epochs,
        loss: process(loss),
        bdm: process(bdm.total),
        blockEntropy: process(blockEntropy.total),
        layers: { bdm: bdm.layers.map(process), blockEntropy: blockEntropy.layers.map(process) },
      };
    });
}

/** Analyses the finished runs of a study. The order of `runs` does not matter. */
export function analyse(runs: readonly RunResult[], spec: StudySpec): Analysis {
  const processed = processRuns(runs, spec.analysis);
  const layers = runs.length === 0 ? 0 : runs[0].weights.length;
  const estimate = (values: readonly (number | null)[]) => estimateMean(values, spec.analysis, spec.seed);

  const correlate = (pick: (run: ProcessedRun) => readonly number[] | null, coefficient: typeof pearson) =>
    processed.map((run) => {
      const measure = pick(run);
      return measure && run.loss ? coefficient(measure, run.loss) : null;
    });
  const correlations = (pick: (run: ProcessedRun) => readonly number[] | null): Correlations => ({
    pearson: estimate(correlate(pick, pearson)),
    spearman: estimate(correlate(pick, spearman)),
  });
  const measure = (name: MeasureName) => ({
    ...correlations((run) => run[name]),
    layers: Array.from({ length: layers }, (_, layer) => correlations((run) => run.layers[name][layer])),
  });
  const difference = (coefficient: typeof pearson) => {
    const ofBdm = correlate((run) => run.bdm, coefficient);
    const ofEntropy = correlate((run) => run.blockEntropy, coefficient);
    return estimate(ofBdm.map((r, i) => subtract(r, ofEntropy[i])));
  };
  const curve = (name: 'loss' | MeasureName): CurvePoint[] =>
    Array.from({ length: Math.max(0, ...processed.map(({ epochs }) => epochs)) }, (_, epoch) => {
      const active = processed.filter(({ epochs }) => epochs > epoch);
      return { epoch: epoch + 1, ...estimate(active.map((run) => run[name]?.[epoch] ?? null)) };
    });

  const accuracies = runs.map(({ test }) => 100 * test.accuracy).sort((a, b) => a - b);
  return {
    runs: { asked: spec.runs, finished: runs.length, kept: processed.length },
    accuracy: { mean: accuracies.length === 0 ? null : mean(accuracies), sd: standardDeviation(accuracies) },
    measures: { bdm: measure('bdm'), blockEntropy: measure('blockEntropy') },
    difference: { pearson: difference(pearson), spearman: difference(spearman) },
    blocks: {
      measured: runs.reduce((sum, { blocks }) => sum + blocks.measured, 0),
      missing: runs.reduce((sum, { blocks }) => sum + blocks.missing, 0),
    },
    curves: { loss: curve('loss'), bdm: curve('bdm'), blockEntropy: curve('blockEntropy') },
  };
}

/** Mean over the runs that define a value, with its bootstrap interval. Each estimate resamples in the same way. */
function estimateMean(
  values: readonly (number | null)[],
  { confidence, resamples }: AnalysisOptions,
  seed: number,
): Estimate {
  const defined = values.filter((value) => value !== null).sort((a, b) => a - b);
  const interval = bootstrapMean(defined, confidence, resamples, randomStream(seed, 0));
  return {
    mean: defined.length === 0 ? null : mean(defined),
    lo: interval?.lo ?? null,
    hi: interval?.hi ?? null,
    defined: defined.length,
    undefined: values.length - defined.length,
  };
}

function subtract(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}
