#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { describeError } from '../app/errors.ts';
import { VERSION } from '../app/version.ts';
import { exitStatus } from './errors.ts';

/** Loaded as they are needed: a table of complexities is shown without what networks take to load. */
const VERBS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).runCommand(),
  sensitivity: async () => (await import('./sensitivity.ts')).sensitivityCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  watch: async () => (await import('./watch.ts')).watchCommand(),
  measure: async () => (await import('./measure.ts')).measureCommand(),
  ctm: async () => (await import('./ctm.ts')).ctmCommand(),
  data: async () => (await import('./data.ts')).dataCommand(),
};

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

const [, , first] = process.argv;
for (const verb of Object.hasOwn(VERBS, first) ? [first] : Object.keys(VERBS)) {
  const command = await VERBS[verb]();
  // Subcommands take the settings above when they are added by copyInheritedSettings.
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
    process.exitCode = await exitStatus(error);
  }
}
