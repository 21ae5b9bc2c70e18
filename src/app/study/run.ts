import { join } from 'node:path';
import { type ConfigurationRuns, readRuns } from '../../engine/index.ts';
import { prepareFolder } from '../../files/temporary.ts';
import type { TableEntry } from '../../report/index.ts';
import { analyse, type Study, type Summary, summarise } from '../../study/index.ts';
import { type StudySummary, summariseTable } from '../../study/judgement/table.ts';
import { VERSION } from '../../version.ts';
import { Outputs } from '../outputs.ts';
import { asJson } from '../results.ts';
import { type Performed, perform, type StudyOptions, type StudyResult } from './perform.ts';

/** There are no numbers where a study's only configuration has no run. */
export type RunResult = StudyResult<Summary | StudySummary | null>;

/**
 * Performs what is missing of a study and writes its report, its figures and `summary.json` into its folder: of a study
 * with a matrix a page for each configuration, and a report of the whole table. Throws an InterruptedError where the signal
 * ended it early, and an error that names the file where something cannot be read or written.
 */
export async function run(study: Study, options: StudyOptions): Promise<RunResult> {
  const folder = options.out ?? join('runs', study.study);
  const outputs = new Outputs({ ...options, of: study.study, origin: `"study": "${study.study}"` });
  const report = join(folder, 'report.html');
  const numbers = join(folder, 'summary.json');
  const beside = join(folder, study.hasMatrix ? 'report.md' : 'curves.svg');
  await outputs.check(report, beside, numbers);
  const performed = await perform(study, folder, options);
  const { configurations } = performed;
  const results = { folder, outputs, performed };
  const summary = await (study.hasMatrix ? reportTable(study, results) : reportOne(results));
  if (summary !== null) await outputs.write(numbers, asJson(summary));
  return { summary, configurations, report };
}

/** What was performed, and where its results go. */
interface Results {
  readonly folder: string;
  readonly outputs: Outputs;
  readonly performed: Performed;
}

/** A study without a matrix: its report is that of its configuration. */
async function reportOne(results: Results): Promise<Summary | null> {
  const [configuration] = results.performed.configurations;
  if (configuration.missing !== null && configuration.finished.length === 0) return null;
  return reportConfiguration(results, configuration, 'report.html');
}

/** A study with a matrix: a page for each configuration, and a report of the whole table. */
async function reportTable(study: Study, results: Results): Promise<StudySummary> {
  const { folder, outputs, performed } = results;
  const { renderTableReport } = await import('../../report/index.ts');
  for (const part of ['configurations', 'figures']) await prepareFolder(join(folder, part));
  const entries: TableEntry[] = [];
  const summaries: Summary[] = [];
  for (const [i, configuration] of performed.configurations.entries()) {
    const name = configuration.name ?? '';
    const page = `configurations/${String(i + 1).padStart(2, '0')}-${fileName(name)}.html`;
    // One configuration's runs at a time: memory does not grow with the study.
    summaries.push(await reportConfiguration(results, configuration, page));
    entries.push({ ...configuration, name, page });
  }
  const summary = summariseTable(study, summaries, VERSION, performed.seconds);
  for (const { path, text } of renderTableReport({ ...performed, study, summary, entries })) {
    await outputs.write(join(folder, path), text);
  }
  return summary;
}

/** Analyses one configuration's runs and writes its page and its figure. */
async function reportConfiguration(
  { folder, outputs, performed }: Results,
  configuration: ConfigurationRuns,
  page: string,
): Promise<Summary> {
  // Loaded late, while runs are read: drawing takes as long to load as all the rest.
  const [{ curvesFigure, renderReport }, runs] = await Promise.all([
    import('../../report/index.ts'),
    readRuns(folder, configuration),
  ]);
  const summary = summarise(configuration, analyse(runs, configuration.spec), VERSION, performed.seconds);
  await outputs.write(join(folder, page), renderReport({ ...performed, ...configuration, summary, runs }));
  const figure = page === 'report.html' ? 'curves.svg' : page.replace(/\.html$/, '.svg');
  await outputs.write(join(folder, figure), curvesFigure(summary));
  return summary;
}

/** File systems end a name after 255 bytes; one of many axes may be longer. */
const LONGEST_NAME = 100;

/** A configuration's name as a part of a file's. */
function fileName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replace(/^-|-$/g, '');
}
