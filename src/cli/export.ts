import { access, constants, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { plainText, writeNpz, writeSafetensors } from '../arrays/index.ts';
import { writeWhole } from '../engine/files.ts';
import { findRuns, RunFileError, type RunPlace } from '../engine/runFiles.ts';
import { keptNetwork, type MoreArrays } from '../results/network.ts';
import { type Run, readRun } from '../results/readRun.ts';
import { describeError, UserError } from './errors.ts';
import { VERSION } from './version.ts';

interface ExportOptions extends MoreArrays {
  readonly out?: string;
  readonly format: 'safetensors' | 'npz' | 'parquet';
  readonly spec?: string;
}

/** `kolmoscope export RUN…`: finished runs for other programs: the networks that they kept, or their results as tables. */
export function exportCommand(): Command {
  return new Command('export')
    .description('write what finished runs hold as files that Python opens: networks or tables; prints their names')
    .argument('<runs...>', "runs' files (run-….json.gz), or folders of studies for all their finished runs")
    .option('--out <folder>', "where the files go (default: beside the runs')")
    .addOption(
      new Option(
        '--format <format>',
        'safetensors, npz: the network that each run kept; parquet: tables of the results',
      )
        .choices(['safetensors', 'npz', 'parquet'])
        .default('safetensors'),
    )
    .option('--latent', 'of networks: also the latent weights, which the optimiser moved')
    .option(
      '--integers',
      'of networks: also the integers whose bit planes were measured, of weights that are not binary',
    )
    .option('--spec <hash>', 'only runs of the spec whose hash begins so')
    .action(exportRuns);
}

async function exportRuns(places: readonly string[], options: ExportOptions): Promise<void> {
  const { out, format, latent, integers, spec = '' } = options;
  if (!/^[0-9a-f]{0,64}$/.test(spec)) throw new UserError(`--spec ${spec}: expected the start of a hash`, 2);
  if (format === 'parquet' && (latent || integers)) {
    throw new UserError('--latent and --integers are of networks: tables hold no weights', 2);
  }
  if (format === 'parquet' && out === undefined && (places.length > 1 || !(await stat(places[0])).isDirectory())) {
    throw new UserError('tables of runs from several places, or of single ones, need --out', 2);
  }
  if (out !== undefined) {
    await mkdir(out, { recursive: true });
    await access(out, constants.W_OK);
  }
  const runs: RunPlace[] = [];
  for (const place of places) {
    await said(async () => {
      for (const run of await findRuns(place, spec)) runs.push(run);
    });
  }
  const specs = new SpecsSeen();
  if (format === 'parquet') await exportResults(runs, out ?? places[0], specs);
  else await exportNetworks(runs, options, specs);
  specs.warn();
}

async function exportNetworks(
  runs: readonly RunPlace[],
  { out, format, ...more }: ExportOptions,
  specs: SpecsSeen,
): Promise<void> {
  for (const place of runs) {
    await said(async () => {
      const run = await readRun(place);
      specs.add(run);
      const { arrays, metadata } = keptNetwork(run, more);
      const target = join(out ?? dirname(place.path), `${basename(place.path, '.json.gz')}.${format}`);
      await writeWhole(target, format === 'npz' ? writeNpz(arrays) : writeSafetensors(arrays, metadata));
      process.stdout.write(`${target}\n`);
    });
  }
}

async function exportResults(runs: readonly RunPlace[], folder: string, specs: SpecsSeen): Promise<void> {
  // Loaded late: most commands write no tables.
  const { exportTables } = await import('../results/exportTables.ts');
  await said(async () => {
    const onRun = (run: Run) => specs.add(run);
    const paths = await exportTables(runs, { folder, version: VERSION, onRun, onUnreadable: sayProblem });
    for (const path of paths) process.stdout.write(`${path}\n`);
  });
}

/** Does something with one place; what is wrong with it is said, and no reason to leave the others out. */
async function said(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isExpected = error instanceof RunFileError || (error as NodeJS.ErrnoException).path !== undefined;
    if (!isExpected) throw error;
    sayProblem(error);
  }
}

function sayProblem(error: unknown): void {
  process.stderr.write(`kolmoscope: ${plainText(describeError(error))}\n`);
  process.exitCode = 1;
}

/** The specs of each configuration: a folder keeps the runs of a spec that was changed since. */
class SpecsSeen {
  readonly #specs = new Map<string, Set<string>>();

  add({ file: { study, configuration, specHash } }: Run): void {
    const name = configuration === null ? study : `${study}, ${configuration}`;
    this.#specs.set(name, (this.#specs.get(name) ?? new Set()).add(specHash.slice(0, 8)));
  }

  /** Says where runs of several specs go by one name. */
  warn(): void {
    for (const [name, specs] of this.#specs) {
      if (specs.size === 1) continue;
      const hashes = [...specs].sort().join(', ');
      process.stderr.write(`${plainText(name)}: runs of ${specs.size} specs (${hashes}); --spec takes those of one\n`);
    }
  }
}
