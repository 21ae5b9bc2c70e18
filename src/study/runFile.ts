/**
 * The file of one finished run: gzipped JSON, `{ format, kolmoscope, study, specHash, spec, seconds, ...RunResult }`.
 * `gzip -dc FILE | python3 -m json.tool` shows it; gzip's checksum tells a damaged one.
 */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { RunResult } from './run.ts';
import type { StudySpec } from './spec.ts';

const FORMAT = 'kolmoscope run 1';

const numbers = z.array(z.number());
const count = z.int().min(0);
const series = z.object({ total: numbers, layers: z.array(numbers) });
const trajectories = z.object({ loss: numbers, bdm: series, blockEntropy: series });
const packedBits = z.object({ rows: count, columns: count, bits: z.array(z.string()) });

const runFileSchema = z.object({
  format: z.literal(FORMAT),
  specHash: z.string(),
  run: count,
  training: z.object({
    steps: count,
    stepsPerEpoch: count,
    bestSteps: count,
    bestValidationLoss: z.number(),
    stopped: z.enum(['patience', 'maxEpochs']),
  }),
  test: z.object({ loss: z.number(), accuracy: z.number() }),
  steps: trajectories,
  epochs: trajectories,
  validation: z.object({ steps: numbers, loss: numbers }),
  blocks: z.object({ measured: count, missing: count }),
  weights: z.array(z.object({ start: packedBits, best: packedBits })),
  state: z.array(z.object({ length: count, float32: z.string() })),
});

export interface RunFile {
  /** Version of the program that performed the run. */
  readonly kolmoscope: string;
  readonly spec: StudySpec;
  readonly specHash: string;
  readonly result: RunResult;
}

/** The bytes of a run's file. */
export async function encodeRun({ kolmoscope, spec, specHash, result }: RunFile): Promise<Uint8Array> {
  const { study, seed } = spec;
  const text = JSON.stringify({ format: FORMAT, kolmoscope, study, specHash, seed, spec, ...result });
  return promisify(gzip)(text);
}

/** Reads a run's file back. Throws an Error with one line that says what is wrong with it. */
export async function decodeRun(bytes: Uint8Array, specHash: string, run: number): Promise<RunResult> {
  const text = await promisify(gunzip)(bytes);
  const parsed = runFileSchema.safeParse(JSON.parse(text.toString('utf8')));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${issue.path.map(String).join('.')}: ${issue.message}`);
  }
  const { format: _, specHash: foundHash, ...result } = parsed.data;
  if (foundHash !== specHash) throw new Error(`specHash ${foundHash}, expected ${specHash}`);
  if (result.run !== run) throw new Error(`run ${result.run}, expected ${run}`);
  return result;
}
