import type { Command, Option } from 'commander';
import type { AnyShape } from '../../app/tables.ts';
import { parseShape, wholeNumber } from '../arguments.ts';

/** Which blocks, of which table. */
export interface ShapeArguments {
  readonly shape: AnyShape;
  readonly states: number;
  readonly table?: string;
}

/** The options that say so, and others among them. */
export function forShape(command: Command, ...others: Option[]): Command {
  command.requiredOption('--shape <shape>', 'such as 4x4 (2-D) or 12 (1-D)', parseShape);
  for (const option of others) command.addOption(option);
  return command
    .option('--states <n>', 'of the shipped table', wholeNumber(1, 5), 5)
    .option('--table <table>', 'a shipped table or a file instead');
}
