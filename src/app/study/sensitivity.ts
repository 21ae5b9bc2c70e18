import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../engine/files.ts';
import { readRuns } from '../../engine/index.ts';
import { analyse, type Study, summarise } from '../../study/index.ts';
import { sensitivityStudy } from '../../study/sensitivity.ts';
import type { SensitivitySummary } from '../../study/summary.ts';
import { writeJson } from '../results.ts';
import { VERSION } from '../version.ts';
import { perform, type StudyOptions, type StudyResult } from './perform.ts';

export interface SensitivityOptions extends StudyOptions {
  /** The fields whose choices are changed; all that the paper leaves open unless told. */
  readonly only?: readonly string[];
}

/**
 * Performs a study again and again, one of its open choices changed at a time, and writes report and `sensitivity.json`
 * into its folder, `runs/<study>-sensitivity` unless told. Throws as `run` does.
 */
export async function sensitivity(base: Study, options: SensitivityOptions): Promise<StudyResult<SensitivitySummary>> {
  const { study, variants } = sensitivityStudy(base, options.only);
  const folder = options.out ?? join('runs', `${base.study}-sensitivity`);
  const performed = await perform(study, folder, options);
  const { configurations, seconds } = performed;
  const { renderSensitivityReport } = await import('../../report/index.ts');
  const entries = [];
  for (const [i, configuration] of configurations.entries()) {
    const analysis = analyse(await readRuns(folder, configuration), configuration.spec);
    const summary = summarise(configuration, analysis, VERSION, seconds);
    entries.push({ ...variants[i], ...configuration, name: configuration.name ?? '', summary });
  }
  await mkdir(join(folder, 'figures'), { recursive: true });
  for (const { path, text } of renderSensitivityReport({ ...performed, study: base, entries })) {
    await writeWhole(join(folder, path), text);
  }
  const summaries = entries.map(({ summary }, i) => ({ ...variants[i], ...summary }));
  const summary = { study: base.study, kolmoscope: VERSION, seed: base.seed, configurations: summaries, seconds };
  await writeJson(join(folder, 'sensitivity.json'), summary);
  return { configurations, summary, report: join(folder, 'sensitivity.html') };
}
