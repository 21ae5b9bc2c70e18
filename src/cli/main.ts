#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { ctmCommand } from './ctm.ts';
import { dataCommand } from './data.ts';
import { describeError, exitStatus } from './errors.ts';
import { exportCommand } from './export.ts';
import { measureCommand } from './measure.ts';
import { runCommand } from './run.ts';
import { sensitivityCommand } from './sensitivity.ts';
import { VERSION } from './version.ts';
import { watchCommand } from './watch.ts';

const program = new Command('kolmoscope')
  .description("Watches a neural network's weights become algorithmically simpler, or not, while it learns.")
  .version(VERSION)
  .option('--debug', 'show the stack trace of an error')
  .configureHelp({ showGlobalOptions: true })
  .configureOutput({
    outputError: (text, write) =>
      write(
        `${text
          .replace(/^error: /, 'kolmoscope: ')
          .trim()
          .replaceAll('\n', ' ')}\n`,
      ),
  })
  .exitOverride();

// Subcommands take the settings above when they are added by copyInheritedSettings.
const verbs = [
  runCommand(),
  sensitivityCommand(),
  exportCommand(),
  watchCommand(),
  measureCommand(),
  ctmCommand(),
  dataCommand(),
];
for (const command of verbs) {
  for (const part of [command, ...command.commands]) part.copyInheritedSettings(program);
  program.addCommand(command);
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe may leave when it has seen enough.
  if (error.code !== 'EPIPE') process.stderr.write(`kolmoscope: standard output: ${error.message}\n`);
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    const stack = program.opts().debug && error instanceof Error ? `\n${error.stack}` : '';
    process.stderr.write(`kolmoscope: ${describeError(error)}${stack}\n`);
    process.exitCode = exitStatus(error);
  }
}
