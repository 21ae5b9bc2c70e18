import { Command } from 'commander';
import { type RunResult, run } from '../app/study/run.ts';
import { formatResult } from './formatResult.ts';
import { formatTable } from './formatTable.ts';
import { asStudyCommand, commandOf, performStudy, type StudyArguments } from './study/studies.ts';

/** `kolmoscope run STUDY`: performs a study, prints what it says and writes its report. */
export function runCommand(): Command {
  return asStudyCommand(new Command('run'))
    .description('perform a study and write its report; finished runs are not performed again')
    .action((file: string, given: StudyArguments) =>
      performStudy(file, given, (study, how) => run(study, { ...how, command: commandOf('run', file, study) }), format),
    );
}

function format({ summary }: RunResult, reportPath: string): string {
  if (summary === null) return '';
  return 'configurations' in summary ? formatTable(summary, reportPath) : formatResult(summary, reportPath);
}
