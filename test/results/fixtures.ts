import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { runFileName } from '../../src/engine/runFiles.ts';
import { encodeRun, type RunFile, type StoredRun } from '../../src/study/run/runFile.ts';
import type { PlaneSeries, Series, Trajectories } from '../../src/study/run/trajectories.ts';
import { parseSpec, type StudySpec } from '../../src/study/spec.ts';

export const spec = parseSpec({ study: 's', seed: 2 ** 32 - 1, data: { set: 'mnist' }, network: { hidden: [8] } }, 's');

/** Numbers as a run's file can hold them: it has no −0. */
const value = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
const listOf = (length: number) => fc.array(value, { minLength: length, maxLength: length });
const bits = { rows: 4, columns: 4, bits: ['0', '1', '2', 'f'] };

const seriesOf = (length: number, layers: number): fc.Arbitrary<Series> =>
  fc.record({ total: listOf(length), layers: fc.array(listOf(length), { minLength: layers, maxLength: layers }) });

/** Some of the series that there are, and one that nobody knows. */
const someOf = (names: readonly string[], length: number, layers: number) =>
  fc.record<Record<string, Series>>(Object.fromEntries(names.map((name) => [name, seriesOf(length, layers)])), {
    requiredKeys: [],
  });
const SAMPLED = ['bitEntropy', 'lempelZiv', 'deflate', 'brotli', 'neighbours_vertical', 'tomorrow'];

const trajectoriesOf = (length: number, layers: number): fc.Arbitrary<Trajectories> =>
  fc.record({
    loss: listOf(length),
    series: fc
      .tuple(seriesOf(length, layers), someOf(['blockEntropy', 'bdm_correlated'], length, layers))
      .map(([bdm, others]) => ({ bdm, ...others })),
  });

const planesOf = (length: number, layers: number): fc.Arbitrary<PlaneSeries[]> =>
  fc.array(
    fc.record({
      layer: fc.integer({ min: 0, max: layers - 1 }),
      plane: fc.integer({ min: 0, max: 7 }),
      series: fc.record(
        { bdm: listOf(length), blockEntropy: listOf(length), bdm_2x2: listOf(length) },
        { requiredKeys: [] },
      ),
    }),
    { maxLength: 3 },
  );

/** Runs of all kinds: few or many layers, with and without their steps, with and without samples of other measures. */
export const anyRun: fc.Arbitrary<StoredRun> = fc
  .record({
    layers: fc.integer({ min: 1, max: 3 }),
    epochs: fc.integer({ min: 1, max: 4 }),
    stepsPerEpoch: fc.integer({ min: 1, max: 3 }),
    sampleEvery: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ layers, epochs, stepsPerEpoch, sampleEvery }) => {
    const steps = epochs * stepsPerEpoch;
    const sampled = Array.from({ length: steps }, (_, step) => step).filter((step) => step % sampleEvery === 0);
    const ofEpochs = fc
      .tuple(trajectoriesOf(epochs, layers), someOf(SAMPLED, epochs, layers), planesOf(epochs, layers))
      .map(([{ loss, series }, more, planes]) => ({ loss, series: { ...series, ...more }, planes }));
    const stepByStep = fc.record({
      steps: trajectoriesOf(steps, layers),
      samples: fc.record({
        steps: fc.constant(sampled),
        series: someOf(SAMPLED, sampled.length, layers),
        planes: planesOf(sampled.length, layers),
      }),
    });
    const run = fc.record({
      run: fc.integer({ min: 0, max: 20_000 }),
      training: fc.record({
        steps: fc.constant(steps),
        stepsPerEpoch: fc.constant(stepsPerEpoch),
        keptSteps: fc.integer({ min: 0, max: steps }),
        keptValidationLoss: value,
        stopped: fc.constantFrom('patience' as const, 'maxEpochs' as const),
      }),
      test: fc.record({ loss: value, accuracy: fc.double({ min: 0, max: 1, noNaN: true }).map((x) => x + 0) }),
      epochs: ofEpochs,
      validation: fc
        .tuple(listOf(1), fc.option(fc.double({ min: 0, max: 1, noNaN: true })))
        .map(([loss, share]) => ({ steps: [steps], loss, ...(share !== null && { accuracy: [share + 0] }) })),
      blocks: fc.record({
        bdm: fc
          .tuple(fc.maxSafeNat(), fc.maxSafeNat())
          .map(([a, b]) => ({ measured: Math.max(a, b), missing: Math.min(a, b) })),
      }),
      weights: fc.constant(Array(layers).fill({ start: bits, best: bits })),
      state: fc.constant([]),
    });
    return fc.tuple(run, fc.option(stepByStep)).map(([whole, more]) => ({ ...whole, ...more }));
  });

export interface StudyRun extends Pick<RunFile, 'configuration' | 'specHash' | 'result'> {
  readonly study?: string;
  readonly measures?: Partial<StudySpec['measures']>;
}

const COMPUTED = {
  computedBy: { kolmoscope: '0.0.0', node: '20', zlib: '1.3', brotli: '1.1' },
  measured: { byDefault: ['bdm'], tables: {} },
};

/** A folder with the files of these runs, named as the engine names them. */
export async function folderOf(runs: readonly StudyRun[]): Promise<string> {
  const folder = join(mkdtempSync(join(tmpdir(), 'results-')), 'study');
  mkdirSync(folder);
  for (const { study = 's', configuration, specHash, result, measures } of runs) {
    const whole = { ...spec, study, measures: { ...spec.measures, ...measures } };
    const file = { ...COMPUTED, configuration, spec: whole, specHash, result };
    writeFileSync(join(folder, runFileName(specHash, result.run)), await encodeRun(file));
  }
  return folder;
}

/** The rows of a Parquet file, as an independent reader has them. */
export async function rowsOf(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: Uint8Array.from(bytes).buffer });
}
