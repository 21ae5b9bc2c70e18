import { Command } from 'commander';
import { buildCommand } from './ctm/build.ts';
import { exportCommand } from './ctm/export.ts';
import { listCommand } from './ctm/list.ts';
import { showCommand } from './ctm/show.ts';
import { verifyCommand } from './ctm/verify.ts';

/** `kolmoscope ctm`: build, inspect and check complexity tables. */
export function ctmCommand(): Command {
  const command = new Command('ctm').description('complexity tables from Turing machines');
  for (const verb of [showCommand(), listCommand(), exportCommand(), buildCommand(), verifyCommand()]) {
    command.addCommand(verb);
  }
  return command;
}
