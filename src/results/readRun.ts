import { damaged, type RunPlace, readRunFile } from '../engine/runFiles.ts';
import { parseSeries, type SeriesSpec } from '../measures/index.ts';
import { seriesOf } from '../study/fields/measures.ts';
import { CLAIMED } from '../study/judgement/claim.ts';
import type { StoredRunFile } from '../study/run/runFile.ts';
import { parseSpec, type StudySpec } from '../study/spec.ts';

/** A finished run: where its file is, what that says, and its spec with all defaults. */
export interface Run {
  readonly path: string;
  readonly file: StoredRunFile;
  readonly spec: StudySpec;
}

/** Reads a run. Throws a RunFileError where its file is damaged, or an error of the system with the file's path. */
export async function readRun(place: RunPlace): Promise<Run> {
  const file = await readRunFile(place);
  try {
    const spec = parseSpec(withoutUnknown(file.spec), 'spec');
    const { epochs, blocks } = file.result;
    const name = nameOfBdm(spec);
    if (!(name in epochs.series && name in blocks)) throw new Error(`${name} was not measured`);
    return { path: place.path, file, spec };
  } catch (error) {
    throw damaged(place.path, error);
  }
}

/** The name that says all options of BDM in a study. */
export function nameOfBdm({ measures }: StudySpec): string {
  return (seriesOf(measures).get(CLAIMED) as SeriesSpec).name;
}

/** A stored spec without the series that only a later version knows: the run has them under their names all the same. */
function withoutUnknown(spec: unknown): unknown {
  const measures = (spec as Partial<StudySpec> | null)?.measures;
  if (!Array.isArray(measures?.series)) return spec;
  const isUnknown = (name: unknown) => typeof name === 'string' && parseSeries(name) === null;
  return {
    ...(spec as StudySpec),
    measures: { ...measures, series: measures.series.filter((name) => !isUnknown(name)) },
  };
}
