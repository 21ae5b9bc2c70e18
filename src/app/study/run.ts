import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../engine/files.ts';
import { type ConfigurationRuns, readRuns, type StudyRuns } from '../../engine/runStudy.ts';
import type { TableEntry, Verdict } from '../../report/index.ts';
import { type Analysis, analyse } from '../../study/analysis.ts';
import { holmOver } from '../../study/holm.ts';
import type { Study } from '../../study/study.ts';
import { type StudySummary, type Summary, summarise } from '../../study/summary.ts';
import { secondsSince, writeJson } from '../results.ts';
import { VERSION } from '../version.ts';
import { perform, type StudyOptions, type StudyResult } from './perform.ts';

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
  const started = performance.now();
  const folder = options.out ?? join('runs', study.study);
  const performed = await perform(study, folder, options);
  const finished = { study, folder, performed, command: options.command, seconds: secondsSince(started) };
  const reported = await (study.hasMatrix ? reportTable(finished) : reportOne(finished));
  return { ...reported, configurations: performed.configurations, report: join(folder, 'report.html') };
}

/** A study whose runs are there, and the wall time that this took. */
interface Finished {
  readonly study: Study;
  readonly folder: string;
  readonly performed: StudyRuns;
  readonly command: string;
  readonly seconds: number;
}

/** A study without a matrix: its report is that of its configuration. */
async function reportOne(finished: Finished): Promise<Pick<RunResult, 'summary' | 'verdict'>> {
  const { folder, performed } = finished;
  const [configuration] = performed.configurations;
  if (configuration.missing !== null && configuration.finished.length === 0) return { summary: null, verdict: null };
  const { verdict } = await import('../../report/index.ts');
  const { analysis, summary } = await reportConfiguration(finished, configuration, 'report.html');
  await writeJson(join(folder, 'summary.json'), summary);
  return { summary, verdict: verdict(analysis, configuration.spec) };
}

/** A study with a matrix: a page for each configuration, and a report of the whole table. */
async function reportTable(finished: Finished): Promise<Pick<RunResult, 'summary' | 'verdict'>> {
  const { renderTableReport } = await import('../../report/index.ts');
  const { folder, study, performed, command, seconds } = finished;
  for (const part of ['configurations', 'figures']) await mkdir(join(folder, part), { recursive: true });
  const entries: TableEntry[] = [];
  for (const [i, configuration] of performed.configurations.entries()) {
    const name = configuration.name ?? '';
    const page = `configurations/${String(i + 1).padStart(2, '0')}-${fileName(name)}.html`;
    // One configuration's runs at a time: memory does not grow with the study.
    const { summary } = await reportConfiguration(finished, configuration, page);
    entries.push({ ...configuration, name, summary, page });
  }
  const report = { study, entries, seconds, performed: performed.performed, version: VERSION, command };
  for (const { path, text } of renderTableReport(report)) await writeWhole(join(folder, path), text);
  const adjusted = holmOver(entries.map(({ summary }) => summary));
  const configurations = entries.map(({ summary }, i) => ({ ...summary, holm: adjusted[i] }));
  const summary = { study: study.study, kolmoscope: VERSION, seed: study.seed, configurations, seconds };
  await writeJson(join(folder, 'summary.json'), summary);
  return { summary, verdict: null };
}

/** Analyses one configuration's runs and writes its page and its figure. */
async function reportConfiguration(
  { folder, performed: { performed }, seconds, command }: Finished,
  configuration: ConfigurationRuns,
  page: string,
): Promise<{ analysis: Analysis; summary: Summary }> {
  // Loaded late: drawing takes as long to load as all the rest.
  const { curvesFigure, renderReport } = await import('../../report/index.ts');
  const { spec, specHash, table } = configuration;
  const runs = await readRuns(folder, configuration);
  const analysis = analyse(runs, spec);
  const report = { spec, analysis, runs, specHash, table, seconds, performed, version: VERSION, command };
  await writeWhole(join(folder, page), renderReport(report));
  const figure = page === 'report.html' ? 'curves.svg' : page.replace(/\.html$/, '.svg');
  await writeWhole(join(folder, figure), curvesFigure(analysis));
  return { analysis, summary: summarise(configuration, analysis, VERSION, seconds) };
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
