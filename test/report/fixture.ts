import { loadTable } from '../../src/ctm/index.ts';
import type { ReportInput, TableEntry, TableReportInput } from '../../src/report/index.ts';
import { analyse } from '../../src/study/analysis/analysis.ts';
import { summariseTable } from '../../src/study/judgement/table.ts';
import type { Tables } from '../../src/study/run/blockMethods.ts';
import { packBits } from '../../src/study/run/pack.ts';
import type { RunResult } from '../../src/study/run/run.ts';
import { parseSpec, type StudySpec } from '../../src/study/spec.ts';
import { type Summary, summarise } from '../../src/study/summary.ts';

export const table = await loadTable('2d-n4');
/** The smaller one in the place of both. */
const small: Tables = { '2d-n5': table, '2d-n4': table };

export const spec: StudySpec = parseSpec(
  { study: 'small', runs: 3, data: { set: 'mnist' }, network: { hidden: [32, 16] }, analysis: { resamples: 200 } },
  'small.json',
);

/** A run of so many epochs, two steps each, whose BDM follows the loss and whose entropy does so with some noise. */
export function makeRun(run: number, epochs: number, { constantEntropy = false } = {}): RunResult {
  const loss = Array.from({ length: epochs }, (_, i) => 0.7 + 1 / (i + 1) + 0.01 * run);
  const bdm = loss.map((value) => 7000 + 100 * value);
  const entropy = loss.map((value, i) => (constantEntropy ? 5 : 5 + 0.1 * value + 0.03 * ((i * (run + 3)) % 4)));
  const trajectories = {
    loss,
    series: {
      bdm: { total: bdm, layers: [bdm, bdm.map(() => 12)] },
      blockEntropy: { total: entropy, layers: [entropy, entropy.map(() => 1)] },
    },
  };
  const matrix = (rows: number, columns: number, shift: number) =>
    packBits(
      Array.from({ length: rows * columns }, (_, i) => (((i + shift) * 7919) % 13 < 6 ? 1 : -1)),
      rows,
      columns,
    );
  return {
    run,
    training: {
      steps: 2 * epochs,
      stepsPerEpoch: 2,
      keptSteps: 2 * epochs,
      keptValidationLoss: 0.7,
      stopped: 'patience',
    },
    test: { loss: 0.7, accuracy: 0.79 + 0.01 * run },
    steps: trajectories,
    samples: { steps: [], series: {}, planes: [] },
    epochs: { ...trajectories, planes: [] },
    validation: { steps: [2], loss: [0.7] },
    blocks: { bdm: { measured: 100, missing: 7 } },
    weights: [
      { start: matrix(8, 20, run), best: matrix(8, 20, run + 5) },
      { start: matrix(10, 8, run), best: matrix(10, 8, run + 5) },
    ],
    state: [],
  };
}

/** The run as if it had these series too, each with the values of its BDM. */
export function withSeries(run: RunResult, ...names: string[]): RunResult {
  const { series } = run.epochs;
  const more = Object.fromEntries(names.map((name) => [name, series.bdm]));
  return { ...run, epochs: { ...run.epochs, series: { ...series, ...more } } };
}

export function makeInput(
  runs: readonly RunResult[],
  changes: Partial<StudySpec> = {},
  tables: Tables = small,
): ReportInput {
  const changed = { ...spec, ...changes };
  const origin = { spec: changed, name: null, specHash: 'abc123', tables, lost: [], missing: null };
  return {
    spec: changed,
    summary: summarise(origin, analyse(runs, changed), '0.1.0', 61),
    runs,
    tables,
    performed: runs.length,
    command: 'npx kolmoscope run small --runs 3',
  };
}

/** A configuration of a study with a matrix, and what its runs gave. */
export function makeEntry(
  name: string,
  runs: readonly RunResult[],
  changes: Partial<StudySpec> = {},
  problems: { lost?: { run: number; diverged: string }[]; missing?: string | null } = {},
): TableEntry & { readonly summary: Summary } {
  const changed = { ...spec, ...changes };
  const { lost = [], missing = null } = problems;
  const origin = { spec: changed, name, specHash: `hash of ${name}`, tables: small, lost, missing };
  const summary = summarise(origin, analyse(runs, changed), '0.1.0', 61);
  return {
    name,
    spec: changed,
    summary,
    tables: small,
    page: `configurations/${name.replace(/[^a-z0-9]/g, '-')}.html`,
  };
}

export const study = { study: 'small-table', description: 'A table for tests.', seed: 1 };

export function makeTableInput(entries: readonly ReturnType<typeof makeEntry>[]): TableReportInput {
  const summaries = entries.map(({ summary }) => summary);
  return {
    study,
    summary: summariseTable(study, summaries, '0.1.0', 61),
    entries,
    performed: 7,
    command: 'npx kolmoscope run small-table --runs 3 --seed 1',
  };
}
