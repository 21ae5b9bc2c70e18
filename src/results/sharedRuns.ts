/** Runs that several folders have: their studies train alike, and each measures what it asks for. */
import { RunFileError, type RunPlace } from '../engine/runFiles.ts';
import { union } from '../study/run/union.ts';
import { type Run, readRun } from './readRun.ts';

/** The places of each run, in the order given. */
export function placesOfRuns(places: readonly RunPlace[]): RunPlace[][] {
  const runs = new Map<string, RunPlace[]>();
  for (const place of places) {
    const key = `${place.hash} ${place.run}`;
    runs.set(key, [...(runs.get(key) ?? []), place]);
  }
  return [...runs.values()];
}

/**
 * A run as its first file says it, with the series of all its files; undefined where none can be read. A file that cannot,
 * or that differs from the others in what both have, is told and left out. Holds two files at a time.
 */
export async function readShared(
  places: readonly RunPlace[],
  onUnreadable: (problem: Error) => void,
): Promise<Run | undefined> {
  let whole: Run | undefined;
  const paths: string[] = [];
  for (const place of places) {
    try {
      const run = await readRun(place);
      whole = whole ? withSeriesOf(whole, run, paths) : run;
      paths.push(place.path);
    } catch (error) {
      if (!isOf(place, error)) throw error;
      onUnreadable(error);
    }
  }
  return whole;
}

/** Whether an error is of one run's file, and no reason to leave the others out. */
function isOf({ path }: RunPlace, error: unknown): error is Error {
  return error instanceof RunFileError || (error as NodeJS.ErrnoException).path === path;
}

function withSeriesOf(run: Run, other: Run, paths: readonly string[]): Run {
  const fail = (part: string) => {
    throw new RunFileError(`${other.path}: ${part} is not that of ${paths.join(' and ')}`);
  };
  if (other.file.specHash !== run.file.specHash) fail('specHash');
  return { ...run, file: { ...run.file, result: union(run.file.result, other.file.result, fail) } };
}
