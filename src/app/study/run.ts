import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../engine/files.ts';
import { type ConfigurationRuns, readRuns } from '../../engine/index.ts';
import type { TableEntry, Verdict } from '../../report/index.ts';
import { type Analysis, analyse, holmOver, type Study, type Summary, summarise } from '../../study/index.ts';
import type { StudySummary } from '../../study/summary.ts';
import { writeJson } from '../results.ts';
import { VERSION } from '../version.ts';
import { type Performed, perform, type StudyOptions, type StudyResult } from './perform.ts';

/** Of a study without a matrix also the verdict; there are no numbers where its only configuration has no run. */
export interface RunResult extends StudyResult<Summary | StudySummary | null> {
  readonly verdict: Verdict | null;
}

/**
 * Performs what is missing of a study and writes its report, its figures and `summary.json` into its folder: of a study
 * with a matrix a page for each configuration, and a report of the whole table. Throws an InterruptedError where the signal
 * ended it early, and an error that names the file where something cannot be read or written.
 */
export async function run(study: Study, options: StudyOptions): Promise<RunResult> {
  const folder = options.out ?? join('runs', study.study);
  const performed = await perform(study, folder, options);
  const { configurations } = performed;
  const reported = await (study.hasMatrix ? reportTable : reportOne)(study, folder, performed);
  return { ...reported, configurations, report: join(folder, 'report.html') };
}

/** A study without a matrix: its report is that of its configuration. */
async function reportOne(
  _: Study,
  folder: string,
  performed: Performed,
): Promise<Pick<RunResult, 'summary' | 'verdict'>> {
  const [configuration] = performed.configurations;
  if (configuration.missing !== null && configuration.finished.length === 0) return { summary: null, verdict: null };
  const { verdict } = await import('../../report/index.ts');
  const { analysis, summary } = await reportConfiguration(folder, performed, configuration, 'report.html');
  await writeJson(join(folder, 'summary.json'), summary);
  return { summary, verdict: verdict(analysis, configuration.spec) };
}

/** A study with a matrix: a page for each configuration, and a report of the whole table. */
async function reportTable(
  study: Study,
  folder: string,
  performed: Performed,
): Promise<Pick<RunResult, 'summary' | 'verdict'>> {
  const { renderTableReport } = await import('../../report/index.ts');
  for (const part of ['configurations', 'figures']) await mkdir(join(folder, part), { recursive: true });
  const entries: TableEntry[] = [];
  for (const [i, configuration] of performed.configurations.entries()) {
    const name = configuration.name ?? '';
    const page = `configurations/${String(i + 1).padStart(2, '0')}-${fileName(name)}.html`;
    // One configuration's runs at a time: memory does not grow with the study.
    const { summary } = await reportConfiguration(folder, performed, configuration, page);
    entries.push({ ...configuration, name, summary, page });
  }
  for (const { path, text } of renderTableReport({ ...performed, study, entries })) {
    await writeWhole(join(folder, path), text);
  }
  const adjusted = holmOver(entries.map(({ summary }) => summary));
  const configurations = entries.map(({ summary }, i) => ({ ...summary, holm: adjusted[i] }));
  const { seconds } = performed;
  const summary = { study: study.study, kolmoscope: VERSION, seed: study.seed, configurations, seconds };
  await writeJson(join(folder, 'summary.json'), summary);
  return { summary, verdict: null };
}

/** Analyses one configuration's runs and writes its page and its figure. */
async function reportConfiguration(
  folder: string,
  performed: Performed,
  configuration: ConfigurationRuns,
  page: string,
): Promise<{ analysis: Analysis; summary: Summary }> {
  // Loaded late: drawing takes as long to load as all the rest.
  const { curvesFigure, renderReport } = await import('../../report/index.ts');
  const runs = await readRuns(folder, configuration);
  const analysis = analyse(runs, configuration.spec);
  await writeWhole(join(folder, page), renderReport({ ...performed, ...configuration, analysis, runs }));
  const figure = page === 'report.html' ? 'curves.svg' : page.replace(/\.html$/, '.svg');
  await writeWhole(join(folder, figure), curvesFigure(analysis));
  return { analysis, summary: summarise(configuration, analysis, VERSION, performed.seconds) };
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
