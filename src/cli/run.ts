import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { writeWhole } from '../engine/files.ts';
import { type ConfigurationRuns, readRuns, type StudyRuns } from '../engine/runStudy.ts';
import type { TableEntry } from '../report/index.ts';
import { analyse } from '../study/analysis.ts';
import { summariseTable } from '../study/judgement/table.ts';
import { parseStudy, type Study, withRunsAndSeed } from '../study/study.ts';
import { type Summary, summarise } from '../study/summary.ts';
import { formatResult } from './formatResult.ts';
import { formatTable } from './formatTable.ts';
import {
  asStudyCommand,
  commandOf,
  failForAbsent,
  performStudy,
  readSpecFile,
  type StudyOptions,
  secondsSince,
  writeJson,
} from './studies.ts';
import { VERSION } from './version.ts';

/** `kolmoscope run STUDY`: performs a study, prints what it says and writes its report. */
export function runCommand(): Command {
  return asStudyCommand(new Command('run'))
    .description('perform a study and write its report; finished runs are not performed again')
    .action(run);
}

async function run(file: string, options: StudyOptions): Promise<void> {
  const started = performance.now();
  const { value, name } = await readSpecFile(file);
  const study = withRunsAndSeed(parseStudy(value, name), options);
  const folder = options.out ?? join('runs', study.study);
  const performed = await performStudy(study, folder, options);
  const seconds = secondsSince(started);
  const finished = { file, study, folder, performed, seconds };
  await (study.hasMatrix ? reportTable(finished, options) : reportOne(finished, options));
  failForAbsent(performed);
}

/** A study whose runs are there, and the wall time that this took. */
interface Finished {
  /** As the user named it. */
  readonly file: string;
  readonly study: Study;
  readonly folder: string;
  readonly performed: StudyRuns;
  readonly seconds: number;
}

/** A study without a matrix: its report is that of its configuration. */
async function reportOne(finished: Finished, { json }: StudyOptions): Promise<void> {
  const { folder, performed } = finished;
  const [configuration] = performed.configurations;
  if (configuration.missing !== null && configuration.finished.length === 0) return;
  const { summary, report } = await reportConfiguration(finished, configuration, folder, 'report.html');
  const text = await writeJson(folder, 'summary.json', summary);
  process.stdout.write(json ? text : formatResult(summary, relative('.', report)));
}

/** A study with a matrix: a page for each configuration, and a report of the whole table. */
async function reportTable(finished: Finished, { json }: StudyOptions): Promise<void> {
  const { renderTableReport } = await import('../report/index.ts');
  const { file, folder, study, performed, seconds } = finished;
  await mkdir(join(folder, 'configurations'), { recursive: true });
  await mkdir(join(folder, 'figures'), { recursive: true });
  const entries: TableEntry[] = [];
  const summaries: Summary[] = [];
  for (const [i, configuration] of performed.configurations.entries()) {
    const name = configuration.name ?? '';
    const page = `configurations/${String(i + 1).padStart(2, '0')}-${fileName(name)}.html`;
    // One configuration's runs at a time: memory does not grow with the study.
    const { summary } = await reportConfiguration(finished, configuration, folder, page);
    entries.push({ ...configuration, name, page });
    summaries.push(summary);
  }
  const summary = summariseTable(study, summaries, VERSION, seconds);
  const report = { study, summary, entries, performed: performed.performed };
  for (const { path, text } of renderTableReport({ ...report, command: commandOf('run', file, study) })) {
    await writeWhole(join(folder, path), text);
  }
  const text = await writeJson(folder, 'summary.json', summary);
  process.stdout.write(json ? text : formatTable(summary, relative('.', join(folder, 'report.html'))));
}

/** Analyses one configuration's runs and writes its page and its figure. */
async function reportConfiguration(
  finished: Finished,
  configuration: ConfigurationRuns,
  pages: string,
  page: string,
): Promise<{ summary: Summary; report: string }> {
  // Loaded late: drawing takes as long to load as all the rest, and most commands draw nothing.
  const { curvesFigure, renderReport } = await import('../report/index.ts');
  const { file, folder, study, performed, seconds } = finished;
  const runs = await readRuns(folder, configuration);
  const summary = summarise(configuration, analyse(runs, configuration.spec), VERSION, seconds);
  const command = commandOf('run', file, study);
  const report = join(pages, page);
  await writeWhole(report, renderReport({ ...configuration, summary, runs, performed: performed.performed, command }));
  const figure = page === 'report.html' ? 'curves.svg' : page.replace(/\.html$/, '.svg');
  await writeWhole(join(pages, figure), curvesFigure(summary));
  return { summary, report };
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
