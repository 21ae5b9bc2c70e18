/**
 * The file of one finished run: gzipped JSON, `{ format, computedBy, study, configuration, specHash, seed, spec, measured,
 * ...StoredRun }`. `gzip -dc FILE | python3 -m json.tool` shows it; gzip's checksum tells a damaged one.
 */
import { promisify } from 'node:util';
import { constants, gunzipSync, gzip } from 'node:zlib';
import { z } from 'zod';
import { gunzipAtMost } from '../../inflate.ts';
import type { Measured } from '../identity.ts';
import type { StudySpec } from '../spec.ts';
import type { PackedBits, PackedFloats } from './pack.ts';
import type { RunResult } from './run.ts';
import type { BySeries, Samples, Series, Trajectories } from './trajectories.ts';

const FORMAT = 'kolmoscope run 3';

/** All at once: by a schema for each, a run's values take as long to check as all else that is done to its file. */
const numbers = z.custom<number[]>((value) => Array.isArray(value) && value.every(Number.isFinite), {
  error: 'expected numbers',
});
const count = z.int().min(0);
/** Of steps, in their order. */
const places = z.array(count).refine((steps) => steps.every((step, i) => i === 0 || step > steps[i - 1]), {
  error: 'expected steps in their order',
});
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hex');
// Whatever their names: what this version does not know is kept.
const bySeries = z.record(z.string(), z.object({ total: numbers, layers: z.array(numbers) }));
const trajectories = z.object({ loss: numbers, series: bySeries });
const planes = z.array(z.object({ layer: count, plane: count, series: z.record(z.string(), numbers) }));
const packedBits = z.object({ rows: count, columns: count, bits: z.array(z.string()) });

const headSchema = z.object({
  format: z.literal(FORMAT),
  computedBy: z.object({ kolmoscope: z.string(), node: z.string(), zlib: z.string(), brotli: z.string() }),
  study: z.string(),
  configuration: z.string().nullable(),
  specHash: sha256,
  spec: z.unknown(),
  measured: z.object({ byDefault: z.array(z.string()), tables: z.record(z.string(), sha256) }),
});

const runSchema = z.object({
  run: count,
  training: z.object({
    steps: count.min(1),
    stepsPerEpoch: count.min(1),
    keptSteps: count,
    keptValidationLoss: z.number(),
    stopped: z.enum(['patience', 'maxEpochs']),
  }),
  test: z.object({ loss: z.number(), accuracy: z.number().min(0).max(1).nullable() }),
  steps: trajectories.exactOptional(),
  samples: z.object({ steps: places, series: bySeries, planes }).exactOptional(),
  epochs: trajectories.extend({ planes }),
  validation: z.object({ steps: places, loss: numbers, accuracy: numbers.exactOptional() }),
  blocks: z.record(z.string(), z.object({ measured: count, missing: count })),
  weights: z.array(z.object({ start: packedBits, best: packedBits })),
  state: z.array(z.object({ layer: count, name: z.string(), length: count, float32: z.string() })),
});

/** A finished run: most do without what was measured step by step, which takes a hundred times the rest. */
export type StoredRun = Omit<RunResult, 'steps' | 'samples'> & {
  readonly steps?: Trajectories;
  readonly samples?: Samples;
};

/** A run with its epochs only: neither the trajectories step by step nor the samples at some of the steps. */
export function withoutSteps({ steps: _, samples: __, ...run }: StoredRun): StoredRun {
  return run;
}

/** What computed a run. Compressors of another version may find other lengths. */
export type Software = Readonly<z.infer<typeof headSchema>['computedBy']>;

export interface RunFile {
  readonly computedBy: Software;
  /** Name of the study's configuration; null where there is but one. */
  readonly configuration: string | null;
  readonly spec: StudySpec;
  /** Of what was trained (`trainingIdentity`). */
  readonly specHash: string;
  readonly measured: Measured;
  readonly result: StoredRun;
}

/**
 * What a run's file may hold whatever its size: bytes unpacked, and values. Beyond that a value for each of its bytes, and
 * so many bytes: numbers in full are packed three to one, weights four to three.
 */
const MOST = { bytes: 80 * 2 ** 20, values: 2 ** 22, ratio: 8 };

/** The bytes of a run's file. */
export async function encodeRun({ spec, result, ...head }: RunFile): Promise<Uint8Array> {
  const { study, seed } = spec;
  const text = Buffer.from(JSON.stringify({ format: FORMAT, study, seed, ...head, spec, ...result }));
  const bytes = await promisify(gzip)(text);
  const most = mostFrom(bytes);
  // What is packed more than that could not be read again.
  const isReadable = text.length <= most.bytes && valuesIn(text) <= most.values;
  return isReadable ? bytes : promisify(gzip)(text, { level: 0 });
}

function mostFrom({ length }: Uint8Array): { readonly bytes: number; readonly values: number } {
  return { bytes: Math.max(MOST.bytes, MOST.ratio * length), values: Math.max(MOST.values, length) };
}

/** Numbers and more, by the signs before each: those in strings are too few to matter. */
function valuesIn(json: Uint8Array): number {
  let values = 0;
  for (let i = 0; i < json.length; i++) if (isSign[json[i]] === 1) values++;
  return values;
}

const isSign = new Uint8Array(256);
for (const sign of Buffer.from(',:[{')) isSign[sign] = 1;

/** What a run's file says. Its spec is as the program had it that wrote it: `parseSpec` checks it. */
export interface StoredRunFile extends Omit<RunFile, 'spec'> {
  readonly study: string;
  readonly spec: unknown;
}

/** Reads a run's file, in memory and time that its size bounds. Throws an Error with one line that says what is wrong with it. */
export async function decodeRunFile(bytes: Uint8Array): Promise<StoredRunFile> {
  const other = otherVersion(bytes);
  if (other !== null) throw new Error(other);
  const most = mostFrom(bytes);
  const text = gunzipAtMost(bytes, most.bytes);
  if (text === undefined) throw new Error(`unpacks to more than ${most.bytes} bytes`);
  if (valuesIn(text) > most.values) throw new Error(`holds more than ${most.values} values`);
  const content: unknown = JSON.parse(text.toString('utf8'));
  const { format: _, ...head } = checked(headSchema, content);
  const result = checked(runSchema, content);
  const misfit = findMisfit(result);
  if (misfit) throw new Error(misfit);
  return { ...head, result };
}

/** Of a run's file, that say which version wrote it. */
export const START_BYTES = 512;

/** Says of a run's file, by the first of its bytes, that another version wrote it; null where nothing says so. */
export function otherVersion(bytes: Uint8Array): string | null {
  let text: string;
  try {
    text = gunzipSync(bytes.subarray(0, START_BYTES), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: 2 ** 20,
    }).toString('latin1');
  } catch {
    return null;
  }
  const [, format] = /^\{"format":"(kolmoscope run \d+)"/.exec(text) ?? [];
  if (format === undefined || format === FORMAT) return null;
  return `of another version of the program (${format}, here ${FORMAT})`;
}

/** Reads the file of a run that is known. Throws an Error with one line if it is damaged or another run's. */
export async function decodeRun(bytes: Uint8Array, specHash: string, run: number): Promise<StoredRunFile> {
  const file = await decodeRunFile(bytes);
  if (file.specHash !== specHash) throw new Error(`specHash ${file.specHash}, expected ${specHash}`);
  if (file.result.run !== run) throw new Error(`run ${file.result.run}, expected ${run}`);
  return file;
}

function checked<Content>(schema: z.ZodType<Content>, content: unknown): Content {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue.path.map(String).join('.')}: ${issue.message}`);
}

/** What does not fit together in a result whose fields are each of the right kind; null if all does. */
function findMisfit(run: StoredRun): string | null {
  const { training, steps, samples, epochs, validation, blocks, weights, state } = run;
  if (training.keptSteps > training.steps) return 'training.keptSteps: more than there were';
  const isWithin = (at: readonly number[]) => (at.at(-1) ?? 0) <= training.steps;
  if (!isWithin(validation.steps) || !isWithin(samples?.steps ?? [])) return 'steps after the last';
  if (Object.values(blocks).some(({ measured, missing }) => missing > measured))
    return 'blocks: more missing than measured';
  const parts = [steps, samples, epochs].filter((part) => part !== undefined);
  const layerCounts = parts.flatMap(({ series }) => Object.values(series).map(({ layers }) => layers.length));
  if (layerCounts.some((count) => count !== weights.length)) return 'trajectories and weights differ in their layers';
  const epochCount = Math.ceil(training.steps / training.stepsPerEpoch);
  const misfit =
    (steps && findLength('steps', [steps.loss, ...valuesOf(steps.series)], training.steps)) ??
    (samples && findLength('samples', [...valuesOf(samples.series), ...planesOf(samples)], samples.steps.length)) ??
    findLength('epochs', [epochs.loss, ...valuesOf(epochs.series), ...planesOf(epochs)], epochCount);
  if (misfit) return misfit;
  const isInside = ({ planes }: Pick<Samples, 'planes'>) => planes.every(({ layer }) => layer < weights.length);
  if (!isInside(epochs) || (samples && !isInside(samples))) return 'planes of layers that there are not';
  if (validation.steps.length !== validation.loss.length) return 'validation: steps and loss differ in length';
  if (validation.accuracy && validation.accuracy.length !== validation.steps.length)
    return 'validation: steps and accuracy differ in length';
  const isWhole = ({ rows, columns, bits }: PackedBits) =>
    bits.length === rows && bits.every((row) => row.length === Math.ceil(columns / 4) && /^[0-9a-f]*$/.test(row));
  if (!weights.every(({ start, best }) => isWhole(start) && isWhole(best))) return 'weights: not all bits are there';
  const isComplete = ({ length, float32 }: PackedFloats) => float32.length === 4 * Math.ceil((4 * length) / 3);
  return state.every(isComplete) ? null : 'state: not all values are there';
}

function valuesOf(series: BySeries<Series>): number[][] {
  return Object.values(series).flatMap(({ total, layers }) => [total, ...layers]);
}

function planesOf({ planes }: Pick<Samples, 'planes'>): number[][] {
  return planes.flatMap(({ series }) => Object.values(series));
}

/** Says where one of the series has another length; null where none has. */
function findLength(what: string, series: readonly number[][], length: number): string | null {
  return series.every((values) => values.length === length) ? null : `${what}: not all series have ${length}`;
}
