import { Command, InvalidArgumentError } from 'commander';
import { sensitivity } from '../app/study/sensitivity.ts';
import { OPEN_FIELDS } from '../study/sensitivity.ts';
import { formatSensitivity } from './formatTable.ts';
import { asStudyCommand, commandOf, performStudy, type StudyArguments } from './studies.ts';

interface SensitivityArguments extends StudyArguments {
  readonly only?: readonly string[];
}

/** `kolmoscope sensitivity STUDY`: a study again and again, one of its open choices changed at a time. */
export function sensitivityCommand(): Command {
  return asStudyCommand(new Command('sensitivity'))
    .description('perform a study with one open choice changed at a time, and show what its result depends on')
    .option('--only <fields>', `fields to change, separated by commas (default: ${OPEN_FIELDS.join(',')})`, fieldList)
    .action((file: string, { only, ...given }: SensitivityArguments) =>
      performStudy(file, given, {
        command: (study) => `${commandOf('sensitivity', file, study)}${only ? ` --only ${only.join(',')}` : ''}`,
        perform: (study, options) => sensitivity(study, { ...options, ...(only && { only }) }),
        numbers: ({ summary }) => summary,
        format: ({ summary }, reportPath) => formatSensitivity(summary, reportPath),
      }),
    );
}

function fieldList(text: string): string[] {
  const fields = text.split(',');
  const unknown = fields.find((field) => !OPEN_FIELDS.includes(field));
  if (unknown !== undefined) throw new InvalidArgumentError(`Expected some of ${OPEN_FIELDS.join(', ')}.`);
  return fields;
}
