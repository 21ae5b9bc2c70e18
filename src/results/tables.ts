/**
 * What runs' files hold, as tables: one row a run, an epoch, a step, an evaluation. The values of layers and of bit planes
 * are rows of tables of their own. Epochs and layers count from 1, as in reports; a step has the number of the optimiser
 * steps before it, so that a run's kept weights are those of step `keptSteps`.
 */
import { DEFAULT_SERIES, factsOf, inTableOrder, parseSeries } from '../measures/index.ts';
import { LOSS_UNITS } from '../nn/training/loss.ts';
import { epochsKept } from '../study/analysis/analysis.ts';
import { CLAIM } from '../study/judgement/claim.ts';
import { mapSeries } from '../study/run/trajectories.ts';
import { nameOfBdm, type Run } from './readRun.ts';

export type Cell = string | number | null;

export interface Column {
  readonly name: string;
  readonly type: 'STRING' | 'INT32' | 'INT64' | 'DOUBLE';
  readonly nullable: boolean;
  readonly unit?: string | undefined;
}

export interface Table {
  /** Of its file too. */
  readonly name: string;
  readonly columns: readonly Column[];
  /** The rows that a run gives, each with a cell for every column. */
  rows(run: Run): Iterable<readonly Cell[]>;
}

const text = (name: string): Column => ({ name, type: 'STRING', nullable: false });
const whole = (name: string): Column => ({ name, type: 'INT32', nullable: false });
const long = (name: string): Column => ({ name, type: 'INT64', nullable: false });
const real = (name: string, unit?: string): Column => ({ name, type: 'DOUBLE', nullable: false, unit });
const nullable = (column: Column): Column => ({ ...column, nullable: true });

/** What a row is of, in every table. The only configuration of a study goes by the study's name. */
const KEYS = [text('configuration'), text('specHash'), whole('run')];

function keysOf({ file: { study, configuration, specHash, result } }: Run): Cell[] {
  return [configuration ?? study, specHash, result.run];
}

const LOSS_UNIT = "runs' lossUnit";

/** What is said of a run as a whole: each column, and its cell. */
const OF_RUNS: readonly (readonly [Column, (run: Run) => Cell])[] = [
  [text('study'), ({ file }) => file.study],
  [long('seed'), ({ spec }) => spec.seed],
  [text('dataSet'), ({ spec }) => spec.data.set],
  [text('network'), (run) => networkText(matricesOf(run))],
  [whole('weights'), (run) => matricesOf(run).reduce((sum, { rows, columns }) => sum + rows * columns, 0)],
  [whole('epochs'), ({ file }) => file.result.epochs.loss.length],
  [whole('epochsKept'), ({ file }) => epochsKept(file.result)],
  [whole('steps'), ({ file }) => file.result.training.steps],
  [whole('stepsPerEpoch'), ({ file }) => file.result.training.stepsPerEpoch],
  [whole('keptSteps'), ({ file }) => file.result.training.keptSteps],
  [text('stopped'), ({ file }) => file.result.training.stopped],
  [real('validationLoss', LOSS_UNIT), ({ file }) => file.result.training.keptValidationLoss],
  [real('testLoss', LOSS_UNIT), ({ file }) => file.result.test.loss],
  [nullable(real('testAccuracy', 'share of the test set')), ({ file }) => file.result.test.accuracy],
  [nullable(text('lossUnit')), ({ spec }) => LOSS_UNITS[spec.training.loss]],
  [long('blocksMeasured'), (run) => blocksOfBdm(run).measured],
  [long('blocksMissing'), (run) => blocksOfBdm(run).missing],
  [text('ctmTable'), ({ spec }) => spec.measures.table],
  [text('kolmoscope'), ({ file }) => file.computedBy.kolmoscope],
  [text('spec'), ({ file }) => JSON.stringify(file.spec)],
];

/** With the missing blocks of each of these series, too. */
function runsWith(blocks: ReadonlySet<string>): Table {
  const ofSeries = inTableOrder([...blocks].sort()).map((name): (typeof OF_RUNS)[number] => [
    nullable(long(`blocksMissing_${name}`)),
    ({ file }) => file.result.blocks[name]?.missing ?? null,
  ]);
  const all = [...OF_RUNS, ...ofSeries];
  return {
    name: 'runs',
    columns: [...KEYS, ...all.map(([column]) => column)],
    *rows(run) {
      yield [...keysOf(run), ...all.map(([, cellOf]) => cellOf(run))];
    },
  };
}

function matricesOf({ file }: Run) {
  return file.result.weights.map(({ best }) => best);
}

function blocksOfBdm({ file, spec }: Run) {
  return file.result.blocks[nameOfBdm(spec)];
}

/** `100-32-16-10` where each matrix [outputs × inputs] takes what the one before it gives; else the matrices. */
function networkText(matrices: readonly { readonly rows: number; readonly columns: number }[]): string {
  const isChain = matrices.every(({ columns }, i) => i === 0 || columns === matrices[i - 1].rows);
  if (!isChain) return matrices.map(({ rows, columns }) => `${rows}×${columns}`).join(', ');
  return [...matrices.slice(0, 1).map(({ columns }) => columns), ...matrices.map(({ rows }) => rows)].join('-');
}

const validation: Table = {
  name: 'validation',
  columns: [...KEYS, whole('step'), real('loss', LOSS_UNIT), nullable(real('accuracy', 'share of the validation set'))],
  *rows(run) {
    const { steps, loss, accuracy } = run.file.result.validation;
    for (const [i, step] of steps.entries()) yield [...keysOf(run), step, loss[i], accuracy?.[i] ?? null];
  },
};

/** Names of the series that there are, of the network and of bit planes; and of those with blocks from a complexity table. */
export interface SeriesNames {
  readonly network: Set<string>;
  readonly planes: Set<string>;
  /** Beside the BDM that a run's study compares. */
  readonly blocks: Set<string>;
}

/** Notes all series of a run. */
export function noteSeries({ network, planes, blocks }: SeriesNames, { file, spec }: Run): void {
  const { epochs, blocks: found } = file.result;
  for (const name of Object.keys(epochs.series)) network.add(name);
  for (const { series } of epochs.planes) for (const name of Object.keys(series)) planes.add(name);
  for (const name of Object.keys(found)) if (name !== nameOfBdm(spec)) blocks.add(name);
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
type Trace = ReturnType<typeof traceOfSteps>;

function traceOfEpochs({ file: { result } }: Run): Trace {
  const { loss, series, planes } = result.epochs;
  const at = loss.map((_, i) => i + 1);
  return { at, loss, series, planes: { at, series: planes } };
}

/** Of a run that kept its steps; some series and the planes were measured at some of them. */
function traceOfSteps({ file: { result } }: Run) {
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

/** What rows are of: the network, a layer or a bit plane; cells that say which, and values by the rows' places. */
type Part = readonly [cells: readonly Cell[], values: readonly (readonly (number | null)[] | undefined)[]];

/** Tables of the network's values, of its layers' and of their bit planes', by epoch or by step. */
function tracesBy(unit: 'epoch' | 'step', traceOf: (run: Run) => Trace, names: SeriesNames): Table[] {
  const [network, ofPlanes] = [columnNames(names.network, DEFAULT_SERIES), columnNames(names.planes, CLAIM)];
  const columns = seriesColumns(network);
  const table = (
    name: string,
    own: readonly Column[],
    partsOf: (trace: Trace, run: Run) => { at: readonly number[]; parts: readonly Part[] },
  ): Table => ({
    name,
    columns: [...KEYS, whole(unit), ...own],
    *rows(run) {
      const { at, parts } = partsOf(traceOf(run), run);
      for (const [i, place] of at.entries()) {
        for (const [cells, values] of parts) {
          yield [...keysOf(run), place, ...cells, ...values.map((value) => value?.[i] ?? null)];
        }
      }
    },
  });
  return [
    table(`${unit}s`, [real('loss', LOSS_UNIT), ...columns], ({ at, loss, series }) => {
      return { at, parts: [[[], [loss, ...network.map((name) => series[name]?.total)]]] };
    }),
    table(`${unit}-layers`, [whole('layer'), ...columns], ({ at, series }, { file }) => {
      const valuesOf = (layer: number) => network.map((name) => series[name]?.layers[layer]);
      return { at, parts: file.result.weights.map((_, layer) => [[layer + 1], valuesOf(layer)]) };
    }),
    table(`${unit}-planes`, [whole('layer'), whole('plane'), ...seriesColumns(ofPlanes)], ({ planes }) => {
      const parts = planes.series.map(({ layer, plane, series }): Part => {
        return [[layer + 1, plane], ofPlanes.map((name) => series[name])];
      });
      return { at: planes.at, parts };
    }),
  ];
}

/** The tables of runs that have these series. */
export function tablesOf(names: SeriesNames): readonly Table[] {
  return [
    runsWith(names.blocks),
    ...tracesBy('epoch', traceOfEpochs, names),
    ...tracesBy('step', traceOfSteps, names),
    validation,
  ];
}
