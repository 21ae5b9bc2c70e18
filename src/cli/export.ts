import { access, constants, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { type NamedArray, plainText, writeNpz, writeSafetensors } from '../arrays/index.ts';
import { writeWhole } from '../engine/files.ts';
import { describeLayers } from '../nn/describe.ts';
import { quantise, toIntegers, type WeightKind } from '../nn/quantisers.ts';
import { sign } from '../nn/ste.ts';
import { unpackBits, unpackFloats } from '../study/pack.ts';
import { integerKind } from '../study/planes.ts';
import type { RunResult } from '../study/run.ts';
import { decodeRun } from '../study/runFile.ts';
import { parseSpec } from '../study/spec.ts';
import { describeError, UserError } from './errors.ts';

interface ExportOptions {
  readonly out?: string;
  readonly format: 'safetensors' | 'npz';
  readonly latent?: boolean;
  readonly integers?: boolean;
}

/** Arrays that are only there if asked for. */
type Chosen = Pick<ExportOptions, 'latent' | 'integers'>;

/** `kolmoscope export RUN…`: the networks of finished runs, for Python and for `kolmoscope measure`. */
export function exportCommand(): Command {
  return new Command('export')
    .description('write the kept networks of finished runs as files that Python opens; prints their names')
    .argument('<runs...>', "runs' files (run-….json.gz), or folders of studies for all their finished runs")
    .option('--out <folder>', "where the files go (default: beside the run's)")
    .addOption(new Option('--format <format>', 'of the files').choices(['safetensors', 'npz']).default('safetensors'))
    .option('--latent', 'also the latent weights, which the optimiser moved')
    .option('--integers', 'also the integers whose bit planes were measured, of weights that are not binary')
    .action(exportRuns);
}

async function exportRuns(places: readonly string[], { out, format, ...chosen }: ExportOptions): Promise<void> {
  if (out !== undefined) {
    await mkdir(out, { recursive: true });
    await access(out, constants.W_OK);
  }
  for (const place of places) {
    await said(async () => {
      for (const path of await findRuns(place)) {
        await said(async () => {
          const target = join(out ?? dirname(path), `${basename(path, RUN_FILE_ENDING)}.${format}`);
          const { arrays, metadata } = await readNetwork(path, chosen);
          await writeWhole(target, format === 'npz' ? writeNpz(arrays) : writeSafetensors(arrays, metadata));
          process.stdout.write(`${target}\n`);
        });
      }
    });
  }
}

/** Does something with one place; what is wrong with it is said, and no reason to leave the others out. */
async function said(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isExpected = error instanceof UserError || (error as NodeJS.ErrnoException).path !== undefined;
    if (!isExpected) throw error;
    process.stderr.write(`kolmoscope: ${plainText(describeError(error))}\n`);
    process.exitCode = 1;
  }
}

const RUN_FILE_ENDING = '.json.gz';
const RUN_FILE = /^run-([0-9a-f]{8})-(\d{4,6})\.json\.gz$/;

/** The runs' files that a path stands for. */
async function findRuns(place: string): Promise<string[]> {
  if (!(await stat(place)).isDirectory()) return [place];
  const names = (await readdir(place)).filter((name) => RUN_FILE.test(name)).sort();
  if (names.length === 0) throw new UserError(`${place}: holds no finished runs (run-….json.gz)`);
  return names.map((name) => join(place, name));
}

/** What a run's file says beside its result, as far as it is needed here. */
const headSchema = z.object({
  format: z.string().startsWith('kolmoscope run '),
  kolmoscope: z.string(),
  study: z.string(),
  specHash: z.string(),
  spec: z.unknown(),
});

/** No JavaScript string is longer. */
const MOST_BYTES = 2 ** 29;

/** The kept network in a run's file. The name must be the run's own: so an export replaces nothing but its like. */
async function readNetwork(path: string, chosen: Chosen) {
  const [, hash, number] = RUN_FILE.exec(basename(path)) ?? [];
  if (hash === undefined) throw new UserError(`${path}: not named as a run's file is (run-1a2b3c4d-0007.json.gz)`);
  const bytes = await readFile(path).catch((error) => {
    throw Object.assign(error, { path });
  });
  try {
    const text = await promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES });
    const head = headSchema.safeParse(JSON.parse(text.toString('utf8')));
    if (!head.success) {
      const [issue] = head.error.issues;
      throw new Error(`${issue.path.map(String).join('.')}: ${issue.message}`);
    }
    const { kolmoscope, study, specHash, spec } = head.data;
    if (!specHash.startsWith(hash)) throw new Error(`specHash ${specHash}, expected ${hash}…`);
    const result = await decodeRun(bytes, specHash, Number(number));
    const metadata = {
      kolmoscope,
      study,
      specHash,
      run: String(result.run),
      keptSteps: String(result.training.keptSteps),
      testAccuracy: String(result.test.accuracy),
    };
    const { network, measures } = parseSpec(spec, 'spec');
    const kinds = describeLayers(network, result.weights.at(-1)?.best.rows ?? 0).flatMap((layer) =>
      layer.layer === 'dense' || layer.layer === 'convolution' ? [layer.weights ?? 'binary'] : [],
    );
    return { metadata, arrays: networkArrays(result, kinds, measures.floatBits, chosen) };
  } catch (error) {
    throw new UserError(`${path}: not a whole run's file: ${(error as Error).message.split('\n')[0]}`);
  }
}

/**
 * A kept network's arrays by layer and name: of each layer with weights, what the network multiplies with (binary and
 * ternary: int8, others float32; outputs × inputs) and, if asked for, the latent weights behind it and the integers whose
 * bit planes were measured (int8); all other parameters and running statistics, of one axis.
 */
function networkArrays(
  { state, weights }: Pick<RunResult, 'state' | 'weights'>,
  kinds: readonly WeightKind[],
  floatBits: number | null,
  { latent: withLatent, integers: withIntegers }: Chosen,
): NamedArray[] {
  let matrices = 0;
  const arrays = state.flatMap(({ layer, name, ...packed }): NamedArray[] => {
    const values = unpackFloats(packed);
    if (values.length !== packed.length) throw new Error(`state: layer ${layer}: ${name}: not all values are there`);
    const array = { name: `layer${layer}.${name}`, shape: [values.length], values };
    if (name !== 'latentWeights') return [array];
    if (matrices === weights.length) throw new Error('state and weights differ in their layers');
    const { best } = weights[matrices];
    const kind = kinds[matrices++];
    const used = usedWeights(kind, values);
    const bits = unpackBits(best);
    if (bits.length !== used.length || bits.some((bit, i) => bit !== Number(used[i] > 0))) {
      throw new Error(`state: layer ${layer}: ${name}: signs that are not those of the weights`);
    }
    const shape = [best.rows, best.columns];
    const latent = withLatent && kind !== 'float' ? [{ ...array, shape }] : [];
    const ofPlanes = withIntegers ? integerKind(kind, floatBits) : null;
    const integers = new Int8Array(values.length);
    if (ofPlanes) toIntegers(ofPlanes, values, integers);
    return [
      ...latent,
      { name: `layer${layer}.weights`, shape, values: used },
      ...(ofPlanes ? [{ name: `layer${layer}.integers`, shape, values: integers }] : []),
    ];
  });
  if (matrices < weights.length) throw new Error('state and weights differ in their layers');
  return arrays;
}

/** What a network multiplies with where its latent weights are these. */
function usedWeights(kind: WeightKind, latentWeights: Float32Array): Float32Array | Int8Array {
  if (kind === 'float') return latentWeights;
  if (kind === 'binary') return Int8Array.from(latentWeights, sign);
  const quantised = new Float32Array(latentWeights.length);
  quantise(kind, latentWeights, quantised);
  return kind === 'ternary' ? Int8Array.from(quantised) : quantised;
}
