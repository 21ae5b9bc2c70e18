import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { writeNpz, writeSafetensors } from '../arrays/index.ts';
import { findRuns, RunFileError, type RunPlace } from '../engine/runFiles.ts';
import { prepareFolder } from '../files/temporary.ts';
import { keptNetwork, type MoreArrays } from '../results/network.ts';
import { type Run, readRun } from '../results/readRun.ts';
import { placesOfRuns } from '../results/sharedRuns.ts';
import { VERSION } from '../version.ts';
import { attempts, UsageError, UserError } from './errors.ts';
import { type OutputOptions, Outputs } from './outputs.ts';

export const EXPORT_FORMATS = ['safetensors', 'npz', 'parquet'] as const;

export interface ExportRequest extends MoreArrays, Pick<OutputOptions, 'overwrite'> {
  /** Where the files go; beside the runs unless told. */
  readonly out?: string;
  /** The network that each run kept, or with `parquet` tables of the results. */
  readonly format: (typeof EXPORT_FORMATS)[number];
  /** Only runs of the spec whose hash begins so. */
  readonly spec?: string;
}

/** Stands as a comment in what has no room for more. */
const MADE_BY = `kolmoscope ${VERSION}`;

/** What is heard of the exporting. */
export interface ExportObserver {
  /** A file is written. */
  onFile?(path: string): void;
  /** What is wrong with a place or a run, an error that names it; the others are exported. */
  onProblem?(problem: Error): void;
  /** So many runs are in several places, each to be exported once. */
  onShared?(runs: number): void;
}

/**
 * Writes what finished runs hold as files for other programs: of runs' files, or of folders of studies for all their runs.
 * Returns, by its name, the hashes (eight digits) of each configuration's specs: a folder keeps the runs of a spec that was
 * changed since. Throws a UsageError for tables that have no place.
 */
export async function exportRuns(
  places: readonly string[],
  { out, format, spec = '', overwrite, ...more }: ExportRequest,
  { onFile, onProblem = () => {}, onShared }: ExportObserver = {},
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  if (format === 'parquet' && out === undefined && (places.length > 1 || !(await stat(places[0])).isDirectory())) {
    throw new UsageError('tables of runs from several places, or of single ones, need --out');
  }
  if (out !== undefined || format === 'parquet') await prepareFolder(out ?? places[0]);
  const outputs = new Outputs({ overwrite });
  const specs = new Map<string, Set<string>>();
  const onRun = ({ file: { study, configuration, specHash } }: Run) => {
    const name = configuration === null ? study : `${study}, ${configuration}`;
    specs.set(name, (specs.get(name) ?? new Set()).add(specHash.slice(0, 8)));
  };
  const isOfFile = (error: unknown): error is Error =>
    error instanceof RunFileError || error instanceof UserError || (error as NodeJS.ErrnoException).path !== undefined;
  const trying = attempts(isOfFile, onProblem);

  const found = new Map<string, RunPlace>();
  for (const place of places) {
    await trying(async () => {
      for (const run of await findRuns(place, spec)) found.set(resolve(run.path), run);
    });
  }
  const runs = [...found.values()];
  const shared = out === undefined ? [] : placesOfRuns(runs).filter(({ length }) => length > 1);
  if (shared.length > 0) onShared?.(shared.length);
  if (format === 'parquet') {
    // Loaded late: networks need no tables.
    const { exportTables } = await import('../results/exportTables.ts');
    const mayWrite = (path: string) => outputs.check(path);
    const options = { folder: out ?? places[0], version: VERSION, mayWrite, onRun, onUnreadable: onProblem };
    await trying(async () => {
      for (const path of await exportTables(runs, options)) onFile?.(path);
    });
    return specs;
  }
  const written = new Set<string>();
  for (const place of runs) {
    const target = join(out ?? dirname(place.path), `${basename(place.path, '.json.gz')}.${format}`);
    // The same run in another place kept the same network.
    if (written.has(target)) continue;
    await trying(async () => {
      const run = await readRun(place);
      onRun(run);
      const { arrays, metadata } = keptNetwork(run, more);
      await outputs.write(target, format === 'npz' ? writeNpz(arrays, MADE_BY) : writeSafetensors(arrays, metadata));
      written.add(target);
      onFile?.(target);
    });
  }
  return specs;
}
