import { join } from 'node:path';
import { removeLeftovers } from '../engine/files.ts';
import { RunFileError, type RunPlace, readRunFile } from '../engine/runFiles.ts';
import { ParquetTable } from './parquet.ts';
import { type Run, readRun } from './readRun.ts';
import { noteSeries, type SeriesNames, tablesOf } from './tables.ts';

export interface ExportOptions {
  /** Where the tables go. */
  readonly folder: string;
  /** Version of the program, noted in each file. */
  readonly version: string;
  /** A run was read. */
  readonly onRun?: (run: Run) => void;
  /** A run's file could not be read: a RunFileError, or what the system says of it. The run is left out. */
  readonly onUnreadable: (problem: Error) => void;
}

/**
 * Writes the tables of runs as Parquet files and returns their paths. They take their places together when all are whole;
 * a table without rows is not written, and one of its name from before is taken away. Holds one run at a time, and one row
 * group of each table. The bytes depend on the runs' files and the version alone: rows are in the order of their
 * configurations' names, then of specs' hashes, then of runs. Where no run can be read nothing is written.
 */
export async function exportTables(places: readonly RunPlace[], options: ExportOptions): Promise<string[]> {
  const { folder, version, onRun, onUnreadable } = options;
  await removeLeftovers(folder);
  const program = `kolmoscope version ${version}`;
  const { sorted, names } = await look(places);
  const targets = tablesOf(names).map((table) => {
    const path = join(folder, `${table.name}.parquet`);
    return { table, path, file: new ParquetTable(path, table.columns, program) };
  });
  const studies = new Set<string>();
  try {
    for (const place of sorted) {
      const run = await readRun(place).catch((error) => {
        if (!isOf(place, error)) throw error;
        onUnreadable(error);
      });
      if (!run) continue;
      studies.add(run.file.study);
      for (const { table, file } of targets) await file.add(table.rows(run));
      onRun?.(run);
    }
    if (studies.size === 0) return [];
    const paths: string[] = [];
    for (const { table, path, file } of targets) {
      const units = table.columns.flatMap(({ name, unit }) => (unit === undefined ? [] : [[name, unit]]));
      const hasRows = await file.finish({
        kolmoscope: version,
        study: [...studies].sort().join(', '),
        units: JSON.stringify(Object.fromEntries(units)),
      });
      if (hasRows) paths.push(path);
    }
    for (const { file } of targets) await file.keep();
    return paths;
  } catch (error) {
    for (const { file } of targets) await file.discard();
    throw error;
  }
}

/** Whether an error is of one run's file, and no reason to leave the others out. */
function isOf({ path }: RunPlace, error: unknown): error is Error {
  return error instanceof RunFileError || (error as NodeJS.ErrnoException).path === path;
}

/**
 * Runs in the order of their configurations' names ("8-4" before "16-8"), specs' hashes and numbers, each but once; and all
 * series that one of them has. What is wrong with a run is said when its turn comes.
 */
async function look(places: readonly RunPlace[]): Promise<{ sorted: RunPlace[]; names: SeriesNames }> {
  const runs = new Map(places.map((place) => [`${place.hash} ${place.run}`, place]));
  const configurations = new Map<string, string>();
  const names: SeriesNames = { network: new Set(), planes: new Set() };
  for (const place of runs.values()) {
    const file = await readRunFile(place).catch(() => null);
    if (!file) continue;
    // All runs of a spec are of one configuration.
    if (!configurations.has(place.hash)) configurations.set(place.hash, file.configuration ?? file.study);
    noteSeries(names, file.result);
  }
  const nameOf = ({ hash }: RunPlace) => configurations.get(hash) ?? '';
  const sorted = [...runs.values()].sort(
    (a, b) =>
      nameOf(a).localeCompare(nameOf(b), 'en', { numeric: true }) || a.hash.localeCompare(b.hash) || a.run - b.run,
  );
  return { sorted, names };
}
