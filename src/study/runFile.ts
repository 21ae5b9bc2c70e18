/**
 * The file of one finished run: gzipped JSON, `{ format, kolmoscope, zlib, study, configuration, specHash, seed, spec,
 * ...StoredRun }`; `zlib` is the version of the library that deflated: another one may find other lengths. `gzip -dc FILE |
 * python3 -m json.tool` shows it; gzip's checksum tells a damaged one.
 */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { PackedBits, PackedFloats } from './pack.ts';
import type { RunResult } from './run.ts';
import type { StudySpec } from './spec.ts';
import { type PlaneSeries, RIVALS, type RivalSeries, type Trajectories } from './trajectories.ts';

const FORMAT = 'kolmoscope run 2';

const numbers = z.array(z.number());
const count = z.int().min(0);
const series = z.object({ total: numbers, layers: z.array(numbers) });
const trajectories = z.object({ loss: numbers, bdm: series, blockEntropy: series });
const rivals = z.object({
  bitEntropy: series.exactOptional(),
  lempelZiv: series.exactOptional(),
  deflate: series.exactOptional(),
});
const planes = z.array(z.object({ layer: count, plane: count, bdm: numbers, blockEntropy: numbers }));
const packedBits = z.object({ rows: count, columns: count, bits: z.array(z.string()) });

const headSchema = z.object({
  format: z.literal(FORMAT),
  kolmoscope: z.string(),
  study: z.string(),
  configuration: z.string().nullable(),
  specHash: z.string(),
  spec: z.unknown(),
});

const runSchema = z.object({
  run: count,
  training: z.object({
    steps: count,
    stepsPerEpoch: count,
    keptSteps: count,
    keptValidationLoss: z.number(),
    stopped: z.enum(['patience', 'maxEpochs']),
  }),
  test: z.object({ loss: z.number(), accuracy: z.number().nullable() }),
  steps: trajectories.optional(),
  rivals: rivals.extend({ steps: numbers }).exactOptional(),
  planes: z.object({ steps: numbers, series: planes }).exactOptional(),
  epochs: trajectories.extend({ rivals: rivals.exactOptional(), planes: planes.exactOptional() }),
  validation: z.object({ steps: numbers, loss: numbers }),
  blocks: z.object({ measured: count, missing: count }),
  weights: z.array(z.object({ start: packedBits, best: packedBits })),
  state: z.array(z.object({ layer: count, name: z.string(), length: count, float32: z.string() })),
});

/** A finished run as its file holds it: most do without the trajectories step by step, which take a hundred times the rest. */
export type StoredRun = Omit<RunResult, 'steps'> & { readonly steps?: Trajectories | undefined };

/** A run with its epochs only: neither the trajectories step by step nor the samples at some of the steps. */
export function withoutSteps({ steps: _, rivals: __, planes: ___, ...run }: StoredRun): StoredRun {
  return run;
}

export interface RunFile {
  /** Version of the program that performed the run. */
  readonly kolmoscope: string;
  /** Name of the study's configuration; null where there is but one. */
  readonly configuration: string | null;
  readonly spec: StudySpec;
  readonly specHash: string;
  readonly result: StoredRun;
}

/** The bytes of a run's file. */
export async function encodeRun({ kolmoscope, configuration, spec, specHash, result }: RunFile): Promise<Uint8Array> {
  const { study, seed } = spec;
  const { zlib } = process.versions;
  const head = { format: FORMAT, kolmoscope, zlib, study, configuration, specHash, seed, spec };
  const text = JSON.stringify({ ...head, ...result });
  return promisify(gzip)(text);
}

/** What a run's file says. Its spec is as the program had it that wrote it: `parseSpec` checks it. */
export interface StoredRunFile extends Omit<RunFile, 'spec'> {
  readonly study: string;
  readonly spec: unknown;
}

/** No JavaScript string is longer. */
const MOST_BYTES = 2 ** 29;

/** Reads a run's file. Throws an Error with one line that says what is wrong with it. */
export async function decodeRunFile(bytes: Uint8Array): Promise<StoredRunFile> {
  const text = await promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES });
  const content: unknown = JSON.parse(text.toString('utf8'));
  const { format: _, ...head } = checked(headSchema, content);
  const result = checked(runSchema, content);
  const misfit = findMisfit(result);
  if (misfit) throw new Error(misfit);
  return { ...head, result };
}

/** Reads the file of a run that is known. Throws an Error with one line if it is damaged or another run's. */
export async function decodeRun(bytes: Uint8Array, specHash: string, run: number): Promise<StoredRun> {
  const { specHash: foundHash, result } = await decodeRunFile(bytes);
  if (foundHash !== specHash) throw new Error(`specHash ${foundHash}, expected ${specHash}`);
  if (result.run !== run) throw new Error(`run ${result.run}, expected ${run}`);
  return result;
}

function checked<Content>(schema: z.ZodType<Content>, content: unknown): Content {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue.path.map(String).join('.')}: ${issue.message}`);
}

/** What does not fit together in a result whose fields are each of the right kind; null if all does. */
function findMisfit(result: StoredRun): string | null {
  const { training, steps, epochs, validation, weights, state } = result;
  const lengths = ({ loss, bdm, blockEntropy }: Trajectories) =>
    [loss, bdm.total, ...bdm.layers, blockEntropy.total, ...blockEntropy.layers].map(({ length }) => length);
  const kept = steps === undefined ? [epochs] : [steps, epochs];
  const layers = kept.flatMap(({ bdm, blockEntropy }) => [bdm.layers.length, blockEntropy.layers.length]);
  if (layers.some((count) => count !== weights.length)) return 'trajectories and weights differ in their layers';
  if (steps && lengths(steps).some((length) => length !== training.steps)) {
    return `steps: not all series have ${training.steps}`;
  }
  const epochCount = Math.ceil(training.steps / training.stepsPerEpoch);
  if (lengths(epochs).some((length) => length !== epochCount)) return `epochs: not all series have ${epochCount}`;
  const misfit = findSampleMisfit(result, epochCount);
  if (misfit) return misfit;
  if (validation.steps.length !== validation.loss.length) return 'validation: steps and loss differ in length';
  const isWhole = ({ rows, columns, bits }: PackedBits) =>
    bits.length === rows && bits.every((row) => row.length === Math.ceil(columns / 4) && /^[0-9a-f]*$/.test(row));
  if (!weights.every(({ start, best }) => isWhole(start) && isWhole(best))) return 'weights: not all bits are there';
  const isComplete = ({ length, float32 }: PackedFloats) => float32.length === 4 * Math.ceil((4 * length) / 3);
  return state.every(isComplete) ? null : 'state: not all values are there';
}

/** The same of what is measured at some steps only. */
function findSampleMisfit({ rivals, planes, epochs, weights }: StoredRun, epochCount: number): string | null {
  const rivalsFit = (given: RivalSeries | undefined, length: number) =>
    RIVALS.flatMap((name) => given?.[name] ?? []).every(
      ({ total, layers }) =>
        layers.length === weights.length && [total, ...layers].every((values) => values.length === length),
    );
  const planesFit = (given: readonly PlaneSeries[] | undefined, length: number) =>
    (given ?? []).every(
      ({ layer, bdm, blockEntropy }) =>
        layer < weights.length && bdm.length === length && blockEntropy.length === length,
    );
  if (!rivalsFit(rivals, rivals?.steps.length ?? 0)) return 'rivals: not all series have a value for each sample';
  if (!planesFit(planes?.series, planes?.steps.length ?? 0))
    return 'planes: not all series have a value for each sample';
  const epochsFit = rivalsFit(epochs.rivals, epochCount) && planesFit(epochs.planes, epochCount);
  return epochsFit ? null : `epochs: not all rivals and planes have ${epochCount}`;
}
