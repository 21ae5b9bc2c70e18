/**
 * What runs' files hold, as tables: one row a run, an epoch, a step, an evaluation. The values of layers and of bit planes
 * are rows of tables of their own. Epochs and layers count from 1, as in reports; a step has the number of the optimiser
 * steps before it, so that a run's kept weights are those of step `keptSteps`.
 */
import { DEFAULT_SERIES, factsOf, inTableOrder, parseSeries, type SeriesSpec } from '../measures/index.ts';
import { LOSS_UNITS } from '../nn/training/loss.ts';
import { epochsKept } from '../study/analysis/analysis.ts';
import { seriesOf } from '../study/fields/measures.ts';
import { CLAIM } from '../study/judgement/claim.ts';
import type { StoredRun } from '../study/run/runFile.ts';
import { type BySeries, mapSeries, type PlaneSeries } from '../study/run/trajectories.ts';
import type { Run } from './readRun.ts';

export type Cell = string | number | null;

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'int32' | 'int64' | 'double';
  readonly nullable: boolean;
  readonly unit?: string;
}

export interface Table {
  /** Of its file too. */
  readonly name: string;
  readonly columns: readonly Column[];
  /** The rows that a run gives, each with a cell for every column. */
  rows(run: Run): Iterable<readonly Cell[]>;
}

const text = (name: string): Column => ({ name, type: 'string', nullable: false });
const whole = (name: string): Column => ({ name, type: 'int32', nullable: false });
const long = (name: string): Column => ({ name, type: 'int64', nullable: false });
const real = (name: string, unit?: string): Column => ({
  name,
  type: 'double',
  nullable: false,
  ...(unit !== undefined && { unit }),
});
const nullable = (column: Column): Column => ({ ...column, nullable: true });

/** What a row is of, in every table. The only configuration of a study goes by the study's name. */
const KEYS = [text('configuration'), text('specHash'), whole('run')];

function keysOf({ file: { study, configuration, specHash, result } }: Run): Cell[] {
  return [configuration ?? study, specHash, result.run];
}

const LOSS_UNIT = "runs' lossUnit";

const runs: Table = {
  name: 'runs',
  columns: [
    ...KEYS,
    text('study'),
    long('seed'),
    text('dataSet'),
    text('network'),
    whole('weights'),
    whole('epochs'),
    whole('epochsKept'),
    whole('steps'),
    whole('stepsPerEpoch'),
    whole('keptSteps'),
    text('stopped'),
    real('validationLoss', LOSS_UNIT),
    real('testLoss', LOSS_UNIT),
    nullable(real('testAccuracy', 'share of the test set')),
    nullable(text('lossUnit')),
    long('blocksMeasured'),
    long('blocksMissing'),
    text('ctmTable'),
    text('kolmoscope'),
    text('spec'),
  ],
  *rows(run) {
    const { file, spec } = run;
    const { training, epochs, test, blocks, weights } = file.result;
    const matrices = weights.map(({ best }) => best);
    // Under the name that says all options of BDM in this study.
    const { measured, missing } = blocks[(seriesOf(spec.measures).get('bdm') as SeriesSpec).name];
    yield [
      ...keysOf(run),
      file.study,
      spec.seed,
      spec.data.set,
      networkText(matrices),
      matrices.reduce((sum, { rows, columns }) => sum + rows * columns, 0),
      epochs.loss.length,
      epochsKept(file.result),
      training.steps,
      training.stepsPerEpoch,
      training.keptSteps,
      training.stopped,
      training.keptValidationLoss,
      test.loss,
      test.accuracy,
      LOSS_UNITS[spec.training.loss],
      measured,
      missing,
      spec.measures.table,
      file.computedBy.kolmoscope,
      JSON.stringify(file.spec),
    ];
  },
};

/** `100-32-16-10` where each matrix [outputs × inputs] takes what the one before it gives; else the matrices. */
function networkText(matrices: readonly { readonly rows: number; readonly columns: number }[]): string {
  const isChain = matrices.every(({ columns }, i) => i === 0 || columns === matrices[i - 1].rows);
  if (!isChain) return matrices.map(({ rows, columns }) => `${rows}×${columns}`).join(', ');
  return [...matrices.slice(0, 1).map(({ columns }) => columns), ...matrices.map(({ rows }) => rows)].join('-');
}

const validation: Table = {
  name: 'validation',
  columns: [...KEYS, whole('step'), real('loss', LOSS_UNIT)],
  *rows(run) {
    const { steps, loss } = run.file.result.validation;
    for (const [i, step] of steps.entries()) yield [...keysOf(run), step, loss[i]];
  },
};

/** Names of the series that there are, of the network and of bit planes. */
export interface SeriesNames {
  readonly network: Set<string>;
  readonly planes: Set<string>;
}

/** Notes all series of a run. */
export function noteSeries({ network, planes }: SeriesNames, { epochs }: StoredRun): void {
  for (const name of Object.keys(epochs.series)) network.add(name);
  for (const { series } of epochs.planes) for (const name of Object.keys(series)) planes.add(name);
}

/** A column for each series that there is, and for each measure that is taken unless told otherwise. */
function columnNames(names: ReadonlySet<string>, usual: readonly string[]): string[] {
  const measures = new Set([...names].map((name) => parseSeries(name)?.measure as string));
  return inTableOrder([...names, ...usual.filter((name) => !measures.has(name))].sort());
}

/** What is a mean over blocks is no longer one where it is added up. */
const ADDED_UP = '; of the network, added up over its layers unless the spec pools them';

function seriesColumns(names: readonly string[]): Column[] {
  return names.map((name) => {
    const { unit, layers } = factsOf(name);
    return nullable(real(name, layers === 'sum' && unit.includes(' per ') ? unit + ADDED_UP : unit));
  });
}

/** Values of a run at some of its epochs or steps, in their order; null or left out where something was not measured. */
interface Trace {
  readonly at: readonly number[];
  readonly loss: readonly number[];
  readonly series: BySeries<Sampled>;
  readonly planes: { readonly at: readonly number[]; readonly series: readonly PlaneSeries[] };
}

interface Sampled {
  readonly total: readonly (number | null)[];
  readonly layers: readonly (readonly (number | null)[])[];
}

function traceOfEpochs({ file: { result } }: Run): Trace {
  const { loss, series, planes } = result.epochs;
  const at = loss.map((_, i) => i + 1);
  return { at, loss, series, planes: { at, series: planes } };
}

/** Of a run that kept its steps; some series and the planes were measured at some of them. */
function traceOfSteps({ file: { result } }: Run): Trace {
  const { loss, series } = result.steps ?? { loss: [], series: {} };
  const { steps, series: sampled, planes } = result.samples ?? { steps: [], series: {}, planes: [] };
  const inSteps = (samples: readonly number[]) => {
    const values = new Array<number | null>(loss.length).fill(null);
    steps.forEach((step, i) => {
      values[step] = samples[i];
    });
    return values;
  };
  const spread = mapSeries(sampled, ({ total, layers }) => ({ total: inSteps(total), layers: layers.map(inSteps) }));
  return { at: [...loss.keys()], loss, series: { ...series, ...spread }, planes: { at: steps, series: planes } };
}

/** Tables of the network's values, of its layers' and of their bit planes', by epoch or by step. */
function tracesBy(unit: 'epoch' | 'step', traceOf: (run: Run) => Trace, names: SeriesNames): Table[] {
  const at = whole(unit);
  const layer = whole('layer');
  const [network, ofPlanes] = [columnNames(names.network, DEFAULT_SERIES), columnNames(names.planes, CLAIM)];
  const columns = seriesColumns(network);
  return [
    {
      name: `${unit}s`,
      columns: [...KEYS, at, real('loss', LOSS_UNIT), ...columns],
      *rows(run) {
        const trace = traceOf(run);
        const series = network.map((name) => trace.series[name]?.total);
        for (const [i, place] of trace.at.entries()) {
          yield [...keysOf(run), place, trace.loss[i], ...series.map((values) => values?.[i] ?? null)];
        }
      },
    },
    {
      name: `${unit}-layers`,
      columns: [...KEYS, at, layer, ...columns],
      *rows(run) {
        const trace = traceOf(run);
        const layersOf = (l: number) => network.map((name) => trace.series[name]?.layers[l]);
        const layers = run.file.result.weights.map((_, l) => layersOf(l));
        for (const [i, place] of trace.at.entries()) {
          for (const [l, series] of layers.entries()) {
            yield [...keysOf(run), place, l + 1, ...series.map((values) => values?.[i] ?? null)];
          }
        }
      },
    },
    {
      name: `${unit}-planes`,
      columns: [...KEYS, at, layer, whole('plane'), ...seriesColumns(ofPlanes)],
      *rows(run) {
        const { planes } = traceOf(run);
        for (const [i, place] of planes.at.entries()) {
          for (const { layer, plane, series } of planes.series) {
            yield [...keysOf(run), place, layer + 1, plane, ...ofPlanes.map((name) => series[name]?.[i] ?? null)];
          }
        }
      },
    },
  ];
}

/** The tables of runs that have these series. */
export function tablesOf(names: SeriesNames): readonly Table[] {
  return [runs, ...tracesBy('epoch', traceOfEpochs, names), ...tracesBy('step', traceOfSteps, names), validation];
}
