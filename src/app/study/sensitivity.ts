import { join } from 'node:path';
import { readRuns } from '../../engine/index.ts';
import { prepareFolder } from '../../files/temporary.ts';
import { analyse, type Study, summarise } from '../../study/index.ts';
import {
  type SensitivitySummary,
  summariseSensitivity,
  type VariantSummary,
} from '../../study/judgement/sensitivity.ts';
import { sensitivityStudy } from '../../study/sensitivity.ts';
import { VERSION } from '../../version.ts';
import { Outputs } from '../outputs.ts';
import { asJson } from '../results.ts';
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
  const outputs = new Outputs({ ...options, of: base.study, origin: `"study": "${base.study}"` });
  const report = join(folder, 'sensitivity.html');
  const numbers = join(folder, 'sensitivity.json');
  await outputs.check(report, join(folder, 'sensitivity.md'), numbers);
  const performed = await perform(study, folder, options);
  const { configurations, seconds } = performed;
  const { renderSensitivityReport } = await import('../../report/index.ts');
  const summaries: VariantSummary[] = [];
  for (const [i, configuration] of configurations.entries()) {
    const analysis = analyse(await readRuns(folder, configuration), configuration.spec);
    summaries.push({ ...variants[i], ...summarise(configuration, analysis, VERSION, seconds) });
  }
  const summary = summariseSensitivity(base, summaries, VERSION, seconds);
  const entries = configurations.map((configuration) => ({ ...configuration, name: configuration.name ?? '' }));
  await prepareFolder(join(folder, 'figures'));
  for (const { path, text } of renderSensitivityReport({ ...performed, study: base, summary, entries })) {
    await outputs.write(join(folder, path), text);
  }
  await outputs.write(numbers, asJson(summary));
  return { configurations, summary, report };
}
