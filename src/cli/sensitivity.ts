import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { writeWhole } from '../engine/files.ts';
import { readRuns } from '../engine/runStudy.ts';
import { pValue } from '../format.ts';
import { analyse } from '../study/analysis.ts';
import { CLAIM } from '../study/judgement/claim.ts';
import { type SensitivitySummary, summariseSensitivity, type VariantSummary } from '../study/judgement/sensitivity.ts';
import { whyNone } from '../study/judgement/table.ts';
import { estimate } from '../study/judgement/words.ts';
import { OPEN_FIELDS, sensitivityStudy } from '../study/sensitivity.ts';
import { parseStudy, withRunsAndSeed } from '../study/study.ts';
import { summarise } from '../study/summary.ts';
import { alignColumns, runsCell } from './columns.ts';
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

interface SensitivityOptions extends StudyOptions {
  readonly only?: readonly string[];
}

/** `kolmoscope sensitivity STUDY`: a study again and again, one of its open choices changed at a time. */
export function sensitivityCommand(): Command {
  return asStudyCommand(new Command('sensitivity'))
    .description('perform a study with one open choice changed at a time, and show what its result depends on')
    .option('--only <fields>', `fields to change, separated by commas (default: ${OPEN_FIELDS.join(',')})`, fieldList)
    .action(sensitivity);
}

async function sensitivity(file: string, options: SensitivityOptions): Promise<void> {
  const started = performance.now();
  const { value, name } = await readSpecFile(file);
  const base = withRunsAndSeed(parseStudy(value, name), options);
  const { study, variants } = sensitivityStudy(base, options.only);
  const folder = options.out ?? join('runs', `${base.study}-sensitivity`);
  const performed = await performStudy(study, folder, options);
  const seconds = secondsSince(started);
  const { renderSensitivityReport } = await import('../report/index.ts');
  const summaries: VariantSummary[] = [];
  for (const [i, configuration] of performed.configurations.entries()) {
    const analysis = analyse(await readRuns(folder, configuration), configuration.spec);
    summaries.push({ ...variants[i], ...summarise(configuration, analysis, VERSION, seconds) });
  }
  const summary = summariseSensitivity(base, summaries, VERSION, seconds);
  const entries = performed.configurations.map((one) => ({ ...one, name: one.name ?? '' }));
  await mkdir(join(folder, 'figures'), { recursive: true });
  const command = commandOf('sensitivity', file, base);
  const only = options.only === undefined ? '' : ` --only ${options.only.join(',')}`;
  const report = { study: base, summary, entries, performed: performed.performed };
  for (const { path, text } of renderSensitivityReport({ ...report, command: `${command}${only}` })) {
    await writeWhole(join(folder, path), text);
  }
  const text = await writeJson(folder, 'sensitivity.json', summary);
  process.stdout.write(options.json ? text : format(summary, relative('.', join(folder, 'sensitivity.html'))));
  failForAbsent(performed);
}

function fieldList(text: string): string[] {
  const fields = text.split(',');
  const unknown = fields.find((field) => !OPEN_FIELDS.includes(field));
  if (unknown !== undefined) throw new InvalidArgumentError(`Expected some of ${OPEN_FIELDS.join(', ')}.`);
  return fields;
}

/** For the terminal: one line a variant, under its configuration. */
function format({ configurations, seconds }: SensitivitySummary, reportPath: string): string {
  const rows = configurations.map((configuration) => {
    const { of, choice, runs, measures, difference } = configuration;
    const what = choice === null ? (of ?? 'as it is') : `  ${choice.field} ${String(choice.value)}`;
    if (runs.kept === 0) return [what, '0', whyNone(configuration), '', '', ''];
    const { p, defined } = difference.pearson;
    return [
      what,
      runsCell(runs),
      ...CLAIM.map((name) => estimate(measures[name].pearson)),
      estimate(difference.pearson),
      p === null || defined < 2 ? '' : pValue(p),
    ];
  });
  const head = ['', 'runs', 'BDM, Pearson r', 'block entropy, r', 'difference', 'sign-flip test'];
  return `\n${alignColumns([head, ...rows]).join('\n')}\n\nReport: ${reportPath} (${seconds} s)\n`;
}
