import { Command } from 'commander';
import { type RunResult, run } from '../app/study/run.ts';
import { formatResult } from './formatResult.ts';
import { formatTable } from './formatTable.ts';
import { asStudyCommand, commandOf, performStudy, type StudyArguments } from './studies.ts';

/** `kolmoscope run STUDY`: performs a study, prints what it says and writes its report. */
export function runCommand(): Command {
  return asStudyCommand(new Command('run'))
    .description('perform a study and write its report; finished runs are not performed again')
    .action((file: string, given: StudyArguments) =>
      performStudy(file, given, {
        command: (study) => commandOf('run', file, study),
        perform: run,
        numbers: ({ outcome }) => outcome && ('table' in outcome ? outcome.table : outcome.summary),
        format,
      }),
    );
}

function format({ outcome, configurations }: RunResult, reportPath: string): string {
  if (outcome === null) return '';
  if ('table' in outcome) return formatTable(outcome.table, configurations, reportPath);
  return formatResult(outcome.summary, outcome.verdict, reportPath);
}
