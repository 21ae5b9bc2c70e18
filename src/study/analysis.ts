/**
 * What runs say together, by the protocol of arXiv 2505.20646: epoch means, up to the epoch of the weights kept; log1p,
 * Gaussian smoothing, min-max; correlation of each measure with the loss, run by run; bootstrap intervals over runs. A
 * coefficient that a constant trajectory leaves undefined is counted, never dropped silently.
 */
import { randomStream } from '../random.ts';
import { bootstrapMean } from '../stats/bootstrap.ts';
import { pearson, spearman } from '../stats/correlation.ts';
import { gaussianFilter } from '../stats/gaussian.ts';
import { mean, minMax, standardDeviation } from '../stats/series.ts';
import { signFlipTest } from '../stats/signFlip.ts';
import { STATISTICS_STREAM } from './run.ts';
import type { StudySpec } from './spec.ts';
import type { MeasuredRun } from './trajectories.ts';

/** A mean over runs and its bootstrap interval; null where too few runs define it. */
export interface Estimate {
  readonly mean: number | null;
  readonly lo: number | null;
  readonly hi: number | null;
  /** Runs that define the value, and runs that do not. */
  readonly defined: number;
  readonly undefined: number;
}

export interface Correlations<E extends Estimate = Estimate> {
  readonly pearson: E;
  readonly spearman: E;
}

/** A paired difference, with the p-value of the sign-flip test that it is 0. */
export interface Difference extends Estimate {
  readonly p: number | null;
}

export type MeasureName = 'bdm' | 'blockEntropy';
export const MEASURES = ['bdm', 'blockEntropy'] as const satisfies readonly MeasureName[];

/** Correlations with the loss in one run; null where undefined. */
interface Coefficients {
  readonly pearson: number | null;
  readonly spearman: number | null;
}

export interface RunCoefficients extends Readonly<Record<MeasureName, Coefficients>> {
  readonly run: number;
  /** Length of its trajectories. */
  readonly epochs: number;
}

/** The mean of the processed trajectories at one epoch or checkpoint (from 1), over the runs that are still active there. */
export interface CurvePoint extends Estimate {
  readonly epoch: number;
}

export interface Analysis {
  readonly runs: { readonly asked: number; readonly finished: number; readonly kept: number };
  /** In per cent, of all finished runs that have one. */
  readonly accuracy: { readonly mean: number | null; readonly sd: number | null };
  readonly measures: Readonly<Record<MeasureName, Correlations & { readonly layers: readonly Correlations[] }>>;
  /** BDM's coefficient minus block entropy's, in each run. */
  readonly difference: Correlations<Difference>;
  /**
   * The same correlations for curves that know nothing of a network, only the number of the epoch: a straight decline
   * and exp(-epoch). A measure that does not beat them has not shown much.
   */
  readonly references: { readonly line: Correlations; readonly decay: Correlations };
  readonly blocks: { readonly measured: number; readonly missing: number };
  readonly coefficients: readonly RunCoefficients[];
  readonly curves: Readonly<Record<'loss' | MeasureName, readonly CurvePoint[]>>;
}

type ProcessedSeries = readonly number[] | null;

/** One run's trajectories after the cut and all processing; null where constant. */
export interface ProcessedRun {
  readonly run: number;
  readonly epochs: number;
  readonly loss: ProcessedSeries;
  readonly bdm: ProcessedSeries;
  readonly blockEntropy: ProcessedSeries;
  readonly layers: Readonly<Record<MeasureName, readonly ProcessedSeries[]>>;
}

export type AnalysisOptions = StudySpec['analysis'];
/** How many runs were asked for, the seed of the statistics, and how runs are analysed. */
export type AnalysisChoices = Pick<StudySpec, 'runs' | 'seed' | 'analysis'>;

/** Epochs up to the one in which the kept weights were found; what follows is the tail that patience waited. */
export function epochsKept({ training, epochs }: MeasuredRun): number {
  return training === undefined ? epochs.loss.length : Math.ceil(training.keptSteps / training.stepsPerEpoch);
}

/** log1p, Gaussian smoothing, min-max to [0, 1]; null for a constant series. */
export function processSeries(series: readonly number[], smoothing: number): number[] | null {
  return minMax(gaussianFilter(series.map(Math.log1p), smoothing));
}

/** The processed trajectories of the runs that are long enough to keep, in the order of their numbers. */
export function processRuns(
  runs: readonly MeasuredRun[],
  { smoothing, fewestEpochs }: AnalysisOptions,
): ProcessedRun[] {
  return runs
    .filter((run) => epochsKept(run) >= fewestEpochs)
    .sort((a, b) => a.run - b.run)
    .map((outcome) => {
      const epochs = epochsKept(outcome);
      const process = (series: readonly number[]) => processSeries(series.slice(0, epochs), smoothing);
      const { loss, bdm, blockEntropy } = outcome.epochs;
      return {
        run: outcome.run,
        epochs,
        loss: process(loss),
        bdm: process(bdm.total),
        blockEntropy: process(blockEntropy.total),
        layers: { bdm: bdm.layers.map(process), blockEntropy: blockEntropy.layers.map(process) },
      };
    });
}

/** Analyses finished runs. The order of `runs` does not matter. */
export function analyse(runs: readonly MeasuredRun[], spec: AnalysisChoices): Analysis {
  const processed = processRuns(runs, spec.analysis);
  const layers = runs.length === 0 ? 0 : runs[0].epochs.bdm.layers.length;
  const estimate = (values: readonly (number | null)[]) => estimateMean(values, spec);

  const coefficientsOf = (pick: (run: ProcessedRun) => ProcessedSeries): Coefficients[] =>
    processed.map((run) => correlate(pick(run), run.loss));
  const summarise = (coefficients: readonly Coefficients[]): Correlations => ({
    pearson: estimate(coefficients.map(({ pearson }) => pearson)),
    spearman: estimate(coefficients.map(({ spearman }) => spearman)),
  });
  const ofBdm = coefficientsOf(({ bdm }) => bdm);
  const ofEntropy = coefficientsOf(({ blockEntropy }) => blockEntropy);
  const layersOf = (name: MeasureName) =>
    Array.from({ length: layers }, (_, layer) => summarise(coefficientsOf((run) => run.layers[name][layer])));
  const difference = (name: keyof Coefficients): Difference => {
    const differences = ofBdm.map((bdm, i) => subtract(bdm[name], ofEntropy[i][name]));
    const defined = differences.filter((value) => value !== null);
    return { ...estimate(differences), p: signFlipTest(defined, statisticsRandom(spec)) };
  };
  const reference = (curve: (epoch: number) => number) =>
    summarise(
      coefficientsOf(({ epochs }) =>
        processSeries(
          Array.from({ length: epochs }, (_, i) => curve(i)),
          spec.analysis.smoothing,
        ),
      ),
    );
  const curve = (name: 'loss' | MeasureName): CurvePoint[] =>
    Array.from({ length: Math.max(0, ...processed.map(({ epochs }) => epochs)) }, (_, epoch) => {
      const active = processed.filter(({ epochs }) => epochs > epoch);
      return { epoch: epoch + 1, ...estimate(active.map((run) => run[name]?.[epoch] ?? null)) };
    });

  const accuracies = runs.flatMap(({ test }) => (test ? 100 * test.accuracy : [])).sort((a, b) => a - b);
  const longest = Math.max(1, ...processed.map(({ epochs }) => epochs));
  return {
    runs: { asked: spec.runs, finished: runs.length, kept: processed.length },
    accuracy: { mean: accuracies.length === 0 ? null : mean(accuracies), sd: standardDeviation(accuracies) },
    measures: {
      bdm: { ...summarise(ofBdm), layers: layersOf('bdm') },
      blockEntropy: { ...summarise(ofEntropy), layers: layersOf('blockEntropy') },
    },
    difference: { pearson: difference('pearson'), spearman: difference('spearman') },
    references: { line: reference((epoch) => longest - epoch), decay: reference((epoch) => Math.exp(-epoch)) },
    blocks: {
      measured: runs.reduce((sum, { blocks }) => sum + blocks.measured, 0),
      missing: runs.reduce((sum, { blocks }) => sum + blocks.missing, 0),
    },
    coefficients: processed.map(({ run, epochs }, i) => ({ run, epochs, bdm: ofBdm[i], blockEntropy: ofEntropy[i] })),
    curves: { loss: curve('loss'), bdm: curve('bdm'), blockEntropy: curve('blockEntropy') },
  };
}

function correlate(measure: ProcessedSeries, loss: ProcessedSeries): Coefficients {
  if (measure === null || loss === null) return { pearson: null, spearman: null };
  return { pearson: pearson(measure, loss), spearman: spearman(measure, loss) };
}

/** Mean over the runs that define a value, with its bootstrap interval. */
function estimateMean(values: readonly (number | null)[], spec: AnalysisChoices): Estimate {
  const { confidence, resamples } = spec.analysis;
  const defined = values.filter((value) => value !== null).sort((a, b) => a - b);
  const interval = bootstrapMean(defined, confidence, resamples, statisticsRandom(spec));
  return {
    mean: defined.length === 0 ? null : mean(defined),
    lo: interval?.lo ?? null,
    hi: interval?.hi ?? null,
    defined: defined.length,
    undefined: values.length - defined.length,
  };
}

/** The same draws for each estimate, so that one does not depend on which others are made. */
function statisticsRandom({ seed }: AnalysisChoices) {
  return randomStream(seed, STATISTICS_STREAM);
}

function subtract(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}
