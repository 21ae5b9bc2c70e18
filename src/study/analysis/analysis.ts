/**
 * What runs say together, by the protocol of arXiv 2505.20646: epoch means, up to the epoch of the weights kept; log1p,
 * Gaussian smoothing, min-max; correlation of each measure with the loss, run by run; bootstrap intervals over runs. A
 * coefficient that a constant trajectory leaves undefined is counted, never dropped silently.
 */
import { mean, standardDeviation } from '../../stats/series.ts';
import { nameIn } from '../fields/measures.ts';
import { AGAINST, CLAIM, CLAIMED, type Hypothesis } from '../judgement/claim.ts';
import {
  type BlockCount,
  type BySeries,
  each,
  type MeasuredRun,
  mapSeries,
  type PlaneSeries,
} from '../run/trajectories.ts';
import type { StudySpec } from '../spec.ts';
import { type Difference, type Estimate, Estimator } from './estimates.ts';
import { commonLength, type OwnRun, testOwnRun } from './ownRun.ts';
import {
  type Coefficients,
  type Correlated,
  correlate,
  mapStatistics,
  type Statistics,
  type Trajectory,
  trajectoryOf,
} from './statistics.ts';
import { analyseValidation, type ValidationAnalysis, validationCurve } from './validation.ts';
import { type Values, valuesOf } from './values.ts';

export type { Difference, Estimate };
export type Correlations<E = Estimate> = Correlated<E>;

/** How a curve and the loss go together, over runs: each statistic, and whether it follows its own run's loss. */
export interface Relation extends Statistics<Estimate> {
  readonly differences: Correlations & { readonly ownRun: OwnRun };
  readonly ownRun: OwnRun;
}

/** A curve that knows nothing of a network, and BDM's coefficient minus its own, in each run. */
export interface Reference extends Relation {
  readonly comparison: Statistics<Difference>;
}

export interface RunCoefficients {
  readonly run: number;
  /** Length of its trajectories. */
  readonly epochs: number;
  readonly measures: BySeries<Coefficients>;
}

/** The mean of the processed trajectories at one epoch or checkpoint (from 1), over the runs that are still active there. */
export interface CurvePoint extends Estimate {
  readonly epoch: number;
}

/** Null where too few runs define it. */
export interface MeanAndDeviation {
  readonly mean: number | null;
  readonly sd: number | null;
}

export interface Analysis {
  readonly runs: { readonly asked: number; readonly finished: number; readonly kept: number };
  /** In per cent, of all finished runs that have one. */
  readonly accuracy: MeanAndDeviation;
  /** On the test set, in its own unit, of all finished runs that have one. */
  readonly testLoss: MeanAndDeviation;
  /** Of each series that all runs have, those that are compared first. */
  readonly measures: BySeries<Relation & { readonly layers: readonly Correlations[] }>;
  /** Of the bit planes (0 the least significant) of weights that are not binary, each of one weight matrix (from 0). */
  readonly planes: readonly (Omit<PlaneSeries, 'series'> & { readonly measures: BySeries<Correlations> })[];
  /** BDM's coefficient minus that of each other measure, in each run. */
  readonly comparisons: BySeries<Statistics<Difference>>;
  /** Those with block entropy, of the trajectories: what the verdict is from. */
  readonly difference: Correlations<Difference>;
  /** A question that was named in advance, and the coefficient of its measure minus that of its rival: what the verdict is from then. */
  readonly hypothesis: (Hypothesis & { readonly difference: Statistics<Difference> }) | null;
  /**
   * The same statistics for curves that know nothing of a network, only the number of the epoch: a straight decline and
   * exp(-epoch), processed as measures are. A measure that does not beat them has not shown much.
   */
  readonly references: { readonly line: Reference; readonly decay: Reference };
  /** Of the loss, under that name, and of each series: in its own unit, of all finished runs. */
  readonly values: BySeries<Values>;
  /** Of BDM. */
  readonly blocks: BlockCount;
  /** Of each series that has its blocks from a complexity table, of those that all runs have. */
  readonly blocksBySeries: BySeries<BlockCount>;
  readonly coefficients: readonly RunCoefficients[];
  /** Only where the study asks for it. */
  readonly validation?: ValidationAnalysis;
  /** Of the loss, under that name, and of each series; also of `validation`, the loss, where the study asks for it. */
  readonly curves: BySeries<readonly CurvePoint[]>;
}

type ProcessedSeries = readonly number[] | null;

/** One run's trajectories after the cut and all processing; null where constant. */
export interface ProcessedRun {
  readonly run: number;
  readonly epochs: number;
  readonly loss: ProcessedSeries;
  readonly series: BySeries<ProcessedSeries>;
}

export type AnalysisOptions = StudySpec['analysis'];
/**
 * How many runs were asked for, the seed of the statistics, how runs are analysed, and, where a question may call a series
 * by another of its names, what is measured.
 */
export type AnalysisChoices = Pick<StudySpec, 'runs' | 'seed' | 'analysis'> & Partial<Pick<StudySpec, 'measures'>>;

/** Epochs up to the one in which the kept weights were found; what follows is the tail that patience waited. */
export function epochsKept({ training, epochs }: MeasuredRun): number {
  return training === undefined ? epochs.loss.length : Math.ceil(training.keptSteps / training.stepsPerEpoch);
}

/** The processed trajectories of the runs that are long enough to keep, in the order of their numbers. */
export function processRuns(runs: readonly MeasuredRun[], options: AnalysisOptions): ProcessedRun[] {
  return keptRuns(runs, options).map((outcome) => {
    const epochs = epochsKept(outcome);
    const process = (series: readonly number[]) => trajectoryOf(series.slice(0, epochs), options).values;
    const { loss, series } = outcome.epochs;
    return {
      run: outcome.run,
      epochs,
      loss: process(loss),
      series: mapSeries(series, ({ total }) => process(total)),
    };
  });
}

function keptRuns(runs: readonly MeasuredRun[], { fewestEpochs }: AnalysisOptions): MeasuredRun[] {
  return runs.filter((run) => epochsKept(run) >= fewestEpochs).sort((a, b) => a.run - b.run);
}

/** Epoch means of a run. */
type PickSeries = (run: MeasuredRun) => readonly number[];

/** Analyses finished runs. The order of `runs` does not matter. */
export function analyse(runs: readonly MeasuredRun[], spec: AnalysisChoices): Analysis {
  const kept = keptRuns(runs, spec.analysis);
  const estimator = new Estimator(spec);
  const lengths = kept.map(epochsKept);
  const longest = Math.max(1, ...lengths);
  const common = commonLength(lengths);

  const cut = (series: readonly number[], epochs: number) => trajectoryOf(series.slice(0, epochs), spec.analysis);
  const coefficientsOf = (pick: PickSeries): Coefficients[] =>
    kept.map((run, i) => correlate(cut(pick(run), lengths[i]), cut(run.epochs.loss, lengths[i])));
  const ownRunOf = (pick: PickSeries, part: keyof Trajectory): OwnRun => {
    const long = kept.filter((_, i) => lengths[i] >= common);
    const pairs = long.map((run) => [cut(pick(run), common)[part], cut(run.epochs.loss, common)[part]] as const);
    return testOwnRun(pairs, common, estimator.pairings);
  };
  const relate = (pick: PickSeries, coefficients: readonly Coefficients[]): Relation => {
    const { differences, ...rest } = mapStatistics((take) => estimator.correlation(coefficients.map(take)));
    return {
      ...rest,
      ownRun: ownRunOf(pick, 'values'),
      differences: { ...differences, ownRun: ownRunOf(pick, 'differences') },
    };
  };

  // Without a run those that every study compares.
  const names = runs.length === 0 ? CLAIM : commonNames(runs.map(({ epochs }) => epochs.series));
  const coefficients: BySeries<Coefficients[]> = each(names, (name) =>
    coefficientsOf(({ epochs }) => epochs.series[name].total),
  );
  const correlationsOf = (pick: PickSeries): Correlations => {
    const ofRuns = coefficientsOf(pick);
    return each(['pearson', 'spearman'], (which) => estimator.correlation(ofRuns.map((run) => run[which])));
  };
  const layersOf = (name: string) =>
    (runs[0]?.epochs.series[name].layers ?? []).map((_, layer) =>
      correlationsOf(({ epochs }) => epochs.series[name].layers[layer]),
    );
  const planes = runs.every(({ epochs }) => epochs.planes.length > 0) ? (runs[0]?.epochs.planes ?? []) : [];
  const compare = (of: readonly Coefficients[], other: readonly Coefficients[]): Statistics<Difference> =>
    mapStatistics((take) => estimator.difference(of.map(take), other.map(take)));
  const comparisons = each(names.slice(1), (name) => compare(coefficients[CLAIMED], coefficients[name]));
  const claimed = comparisons[AGAINST];
  const reference = (curve: (epoch: number) => number): Reference => {
    const pick: PickSeries = ({ epochs }) => epochs.loss.map((_, i) => curve(i));
    const own = coefficientsOf(pick);
    return { ...relate(pick, own), comparison: compare(coefficients[CLAIMED], own) };
  };
  const { atLoss } = spec.analysis;
  const hypothesis = hypothesisOf(spec);

  const blocksOf = (name: string): BlockCount => ({
    measured: runs.reduce((sum, { blocks }) => sum + blocks[name].measured, 0),
    missing: runs.reduce((sum, { blocks }) => sum + blocks[name].missing, 0),
  });
  const tests = runs.flatMap(({ test }) => test ?? []);
  return {
    runs: { asked: spec.runs, finished: runs.length, kept: kept.length },
    accuracy: meanAndDeviation(tests.flatMap(({ accuracy }) => (accuracy === null ? [] : 100 * accuracy))),
    testLoss: meanAndDeviation(tests.map(({ loss }) => loss)),
    measures: each(names, (name) => ({
      ...relate(({ epochs }) => epochs.series[name].total, coefficients[name]),
      layers: layersOf(name),
    })),
    planes: planes.map(({ layer, plane }, i) => ({
      layer,
      plane,
      measures: each(commonNames(runs.map(({ epochs }) => epochs.planes[i].series)), (name) =>
        correlationsOf(({ epochs }) => epochs.planes[i].series[name]),
      ),
    })),
    comparisons,
    difference: { pearson: claimed.pearson, spearman: claimed.spearman },
    hypothesis: hypothesis
      ? {
          ...hypothesis,
          difference: compare(coefficients[hypothesis.measure] ?? [], coefficients[hypothesis.rival] ?? []),
        }
      : null,
    references: { line: reference((epoch) => longest - epoch), decay: reference((epoch) => Math.exp(-epoch)) },
    values: valuesOf(runs, names, atLoss, epochsKept, estimator),
    blocks: blocksOf(CLAIMED),
    blocksBySeries: each(commonNames(runs.map(({ blocks }) => blocks)), blocksOf),
    coefficients: kept.map(({ run }, i) => ({
      run,
      epochs: lengths[i],
      measures: each(names, (name) => coefficients[name][i]),
    })),
    ...(spec.analysis.validation && {
      validation: analyseValidation(kept, lengths, names, estimator, spec.analysis),
    }),
    curves: {
      ...curvesOf(names, processRuns(kept, spec.analysis), estimator),
      ...(spec.analysis.validation && {
        validation: validationCurve(kept, lengths, estimator, spec.analysis),
      }),
    },
  };
}

/** The question of a study, its series by the names by which the study knows them. */
function hypothesisOf({ analysis: { hypothesis }, measures }: AnalysisChoices): Hypothesis | undefined {
  if (!hypothesis || !measures) return hypothesis;
  const known = (name: string) => nameIn(measures, name) ?? name;
  return { ...hypothesis, measure: known(hypothesis.measure), rival: known(hypothesis.rival) };
}

function meanAndDeviation(values: readonly number[]): MeanAndDeviation {
  const sorted = [...values].sort((a, b) => a - b);
  return { mean: sorted.length === 0 ? null : mean(sorted), sd: standardDeviation(sorted) };
}

/** Of the series that all runs have: one that was measured earlier may lack some. */
function commonNames(runs: readonly BySeries<unknown>[]): string[] {
  return Object.keys(runs[0] ?? {}).filter((name) => runs.every((series) => name in series));
}

/** Mean curves, epoch by epoch: estimates of equally many runs share their draws. */
function curvesOf(names: readonly string[], processed: readonly ProcessedRun[], estimator: Estimator) {
  const longest = Math.max(0, ...processed.map(({ epochs }) => epochs));
  const curveOf = (pick: (run: ProcessedRun) => ProcessedSeries): CurvePoint[] =>
    Array.from({ length: longest }, (_, epoch) => {
      const active = processed.filter(({ epochs }) => epochs > epoch);
      const values = active.map((run) => pick(run)?.[epoch] ?? null);
      return { epoch: epoch + 1, ...estimator.mean(values, { lo: 0, hi: 1 }) };
    });
  return { loss: curveOf(({ loss }) => loss), ...each(names, (name) => curveOf(({ series }) => series[name])) };
}
