import { join } from 'node:path';
import type { RunPlace } from '../engine/runFiles.ts';
import type { StoredRunFile } from '../study/run/runFile.ts';
import { ParquetTable } from './parquet.ts';
import { type Run, readRun } from './readRun.ts';
import { placesOfRuns, readShared } from './sharedRuns.ts';
import { noteSeries, type SeriesNames, tablesOf } from './tables.ts';

export interface ExportOptions {
  /** Where the tables go. */
  readonly folder: string;
  /** Version of the program, noted in each file. */
  readonly version: string;
  /** Called with each path before anything is written there; rejects where it may not be. */
  readonly mayWrite?: (path: string) => Promise<void>;
  /** A run was read. */
  readonly onRun?: (run: Run) => void;
  /** A run's file could not be read: a RunFileError, or what the system says of it. The file is left out. */
  readonly onUnreadable: (problem: Error) => void;
}

/**
 * Writes the tables of runs as Parquet files and returns their paths. They take their places together when all are whole;
 * a table without rows is not written, and one of its name from before is taken away. A run of several places is exported
 * once, with the series of all its files. Holds one run at a time, and one row group of each table. The bytes depend on the
 * runs' files, the version and which of several places comes first alone: rows are in the order of their configurations'
 * names, then of specs' hashes, then of runs. Where no run can be read nothing is written.
 */
export async function exportTables(places: readonly RunPlace[], options: ExportOptions): Promise<string[]> {
  const { folder, version, mayWrite, onRun, onUnreadable } = options;
  const program = `kolmoscope version ${version}`;
  const { sorted, origins, names } = await look(places);
  const targets = tablesOf(names).map((table) => {
    const path = join(folder, `${table.name}.parquet`);
    return { table, path, file: new ParquetTable(path, table.columns, program) };
  });
  for (const { path } of targets) await mayWrite?.(path);
  const studies = new Set<string>();
  try {
    for (const shared of sorted) {
      const found = await readShared(shared, onUnreadable);
      if (!found) continue;
      const run = { ...found, file: { ...found.file, ...origins.get(shared[0].hash) } };
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

/**
 * The places of each run, in the order of their configurations' names ("8-4" before "16-8"), specs' hashes and numbers; by
 * the spec's hash the study and configuration of the first run; and all series that one of them has. What is wrong with a
 * run is said when its turn comes.
 */
async function look(places: readonly RunPlace[]) {
  /** What a spec's runs go by, from whichever folder. */
  const origins = new Map<string, Pick<StoredRunFile, 'study' | 'configuration'>>();
  const names: SeriesNames = { network: new Set(), planes: new Set(), blocks: new Set() };
  for (const place of places) {
    const run = await readRun(place).catch(() => null);
    if (!run) continue;
    const { study, configuration } = run.file;
    if (!origins.has(place.hash)) origins.set(place.hash, { study, configuration });
    noteSeries(names, run);
  }
  const nameOf = ({ hash }: RunPlace) => {
    const { study = '', configuration = null } = origins.get(hash) ?? {};
    return configuration ?? study;
  };
  const sorted = placesOfRuns(places).sort(
    ([a], [b]) =>
      nameOf(a).localeCompare(nameOf(b), 'en', { numeric: true }) || a.hash.localeCompare(b.hash) || a.run - b.run,
  );
  return { sorted, origins, names };
}
