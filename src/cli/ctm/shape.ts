import type { Command } from 'commander';
import type { AnyShape } from '../../app/tables.ts';
import { parseShape, wholeNumber } from '../arguments.ts';

/** Which blocks, of which table. */
export interface ShapeArguments {
  readonly shape: AnyShape;
  readonly states: number;
  readonly table?: string;
}

/** The options that say so. */
export function forShape(command: Command): Command {
  return command
    .requiredOption('--shape <shape>', 'such as 4x4 (2-D) or 12 (1-D)', parseShape)
    .option('--states <n>', 'of the shipped table', wholeNumber(1, 5), 5)
    .option('--table <table>', 'a shipped table or a file instead');
}
