import { Command, CommanderError } from 'commander';
import { describeError, InterruptedError, UsageError, UserError } from '../app/errors.ts';
import { plainLines, plainText } from '../plainText.ts';
import { VERSION } from '../version.ts';
import { interruptedStatus } from './ending.ts';

/** The commands of `kolmoscope`, loaded as they are needed: a block is shown without what networks take to load. */
const VERBS: Readonly<Record<string, (args: readonly string[]) => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).runCommand(),
  sensitivity: async () => (await import('./sensitivity.ts')).sensitivityCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  watch: async (args) => (await import('./watch.ts')).watchCommand(args),
  measure: async () => (await import('./measure.ts')).measureCommand(),
  ctm: async () => (await import('./ctm.ts')).ctmCommand(),
  data: async () => (await import('./data.ts')).dataCommand(),
};

/** What `kolmoscope` does with these arguments: writes to this process's streams and sets its exit status. */
export async function kolmoscope(args: readonly string[]): Promise<void> {
  const program = new Command('kolmoscope')
    .description("Watches a neural network's weights become algorithmically simpler, or not, while it learns.")
    .version(VERSION)
    .option('--debug', 'show the stack trace of an error')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError(text, write) {
        const line = text.replace(/^error: /, 'kolmoscope: ').trim();
        write(`${plainText(line.replace(/\n(?=\(Did you mean )/, ' '))}\n`);
      },
    })
    .exitOverride();
  try {
    const [first] = args;
    for (const verb of Object.hasOwn(VERBS, first) ? [first] : Object.keys(VERBS)) {
      const command = await VERBS[verb](args);
      // Subcommands take the settings above when they are added by copyInheritedSettings.
      for (const part of [command, ...command.commands]) part.copyInheritedSettings(program);
      program.addCommand(command);
    }
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const stack = program.opts().debug && error instanceof Error ? `\n${plainLines(error.stack ?? '')}` : '';
    process.stderr.write(`kolmoscope: ${describeError(error)}${stack}\n`);
    process.exitCode = await exitStatus(error);
  }
}

/** 130 where Ctrl-C stopped it; 2 for a wrong argument or spec, 3 for an absent data set, else 1. */
async function exitStatus(error: unknown): Promise<number> {
  if (error instanceof InterruptedError) return interruptedStatus();
  if (error instanceof UserError) return error instanceof UsageError ? 2 : 1;
  const [{ DataSetError }, { SpecError }] = await Promise.all([
    import('../data/locate.ts'),
    import('../study/spec.ts'),
  ]);
  if (error instanceof DataSetError) return 3;
  return error instanceof SpecError ? 2 : 1;
}
