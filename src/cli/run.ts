import { Command } from 'commander';
import { type RunResult, run } from '../app/study/run.ts';
import { DEFAULT_SERIES } from '../measures/index.ts';
import { seriesOf } from '../study/fields/measures.ts';
import { formatResult } from './formatResult.ts';
import { formatTable } from './formatTable.ts';
import { asStudyCommand, commandOf, performStudy, type StudyArguments } from './study/studies.ts';

/** `kolmoscope run STUDY`: performs a study, prints what it says and writes its report. */
export function runCommand(): Command {
  return asStudyCommand(new Command('run'), 'runs/<study>', 'summary.json')
    .description('perform a study and write its report; finished runs are not performed again')
    .action((file: string, given: StudyArguments) =>
      performStudy(file, given, (study, how) => run(study, { ...how, command: commandOf('run', file, study) }), format),
    );
}

function format({ summary, configurations: [{ spec }] }: RunResult, reportPath: string): string {
  if (summary === null) return '';
  if ('configurations' in summary) return formatTable(summary, reportPath);
  const isAsked = String([...seriesOf(spec.measures).keys()]) !== String(DEFAULT_SERIES);
  return formatResult(summary, isAsked, reportPath);
}
