import { Command, InvalidArgumentError } from 'commander';
import type { StudyOptions } from '../app/study/perform.ts';
import { sensitivity } from '../app/study/sensitivity.ts';
import { OPEN_FIELDS } from '../study/sensitivity.ts';
import type { Study } from '../study/study.ts';
import { formatSensitivity } from './formatTable.ts';
import { asStudyCommand, commandOf, performStudy, type StudyArguments } from './study/studies.ts';

interface SensitivityArguments extends StudyArguments {
  readonly only?: readonly string[];
}

/** `kolmoscope sensitivity STUDY`: a study again and again, one of its open choices changed at a time. */
export function sensitivityCommand(): Command {
  return asStudyCommand(new Command('sensitivity'), 'runs/<study>-sensitivity', 'sensitivity.json')
    .description('perform a study with one open choice changed at a time, and show what its result depends on')
    .option('--only <fields>', `fields to change, separated by commas (default: ${OPEN_FIELDS.join(',')})`, fieldList)
    .action((file: string, { only, ...given }: SensitivityArguments) => {
      const perform = (study: Study, how: Omit<StudyOptions, 'command'>) => {
        const command = `${commandOf('sensitivity', file, study)}${only ? ` --only ${only.join(',')}` : ''}`;
        return sensitivity(study, { ...how, command, ...(only && { only }) });
      };
      return performStudy(file, given, perform, formatSensitivity);
    });
}

function fieldList(text: string): string[] {
  const fields = text.split(',');
  const unknown = fields.find((field) => !OPEN_FIELDS.includes(field));
  if (unknown !== undefined) throw new InvalidArgumentError(`Expected some of ${OPEN_FIELDS.join(', ')}.`);
  return fields;
}
