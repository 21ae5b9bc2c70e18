import { relative } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { asJson } from '../app/results.ts';
import { type WatchObserver, type WatchRequest, watch } from '../app/watch/watch.ts';
import { count } from '../format.ts';
import { AGGREGATES } from '../measures/index.ts';
import { plainText } from '../plainText.ts';
import { analysis } from '../study/fields/analysis.ts';
import { OVERWRITE, wholeNumber } from './arguments.ts';
import { interruption } from './ending.ts';
import { formatCorrelations } from './formatResult.ts';
import { addMeasuringOptions } from './measure/options.ts';
import { StatusLine } from './statusLine.ts';

const { smoothing } = analysis.shape;

/** `kolmoscope watch FOLDER…`: the analysis and report of a study, for networks that were trained elsewhere. */
export function watchCommand(args: readonly string[]): Command {
  const folders = 'each with the checkpoints of one run: .safetensors, .npz or .npy, numbered by step or epoch';
  const losses = 'training losses, as CSV: step and loss, or a loss for each checkpoint; in each folder';
  const [usual, sigma] = [smoothing.parse(undefined), 'of the Gaussian smoothing, in checkpoints; 0 for none'];
  const command = new Command('watch')
    .description('analyse the checkpoints of your own training: a folder for each run, and its losses')
    .argument('<folders...>', folders)
    .requiredOption('--loss <file>', losses)
    .option('--loss-mean', 'a checkpoint’s loss is the mean since the one before, not that of its own step')
    .option('--out <folder>', 'where the results go (default: watch/<first folder>)');
  return addMeasuringOptions(command, 'matrix')
    .addOption(
      new Option('--aggregate <how>', 'one value for the network: over its matrices, or of all their blocks')
        .choices(AGGREGATES)
        .default('sum'),
    )
    .option('--smoothing <sigma>', sigma, readSigma, usual)
    .option('--seed <n>', 'of bootstrap and sign flips', wholeNumber(0, 0xffff_ffff), 1)
    .option('--overwrite', OVERWRITE)
    .option('--json', 'print summary.json instead of the table')
    .action((folders, given) =>
      watchFolders(folders, { ...given, command: plainText(['kolmoscope', ...args].map(quotedForShell).join(' ')) }),
    );
}

function readSigma(text: string): number {
  const value = smoothing.safeParse(text.trim() === '' ? null : Number(text));
  if (!value.success) throw new InvalidArgumentError('Expected 0 to 100.');
  return value.data;
}

async function watchFolders(
  folders: readonly string[],
  { json, ...request }: WatchRequest & { json?: boolean },
): Promise<void> {
  const { signal, release } = interruption();
  const line = new StatusLine();
  const observer: WatchObserver = {
    onNote: (note) => line.say(note),
    onCheckpoint(name, done, all) {
      if (done < all) {
        line.offer(() => `${name}: ${done} of ${count(all, 'checkpoint')} measured, ${line.timeLeft(done / all)}`);
        return;
      }
      line.clear();
      // Nothing would heed it while the report is written.
      release();
    },
  };
  const { title, summary, report } = await watch(folders, { ...request, signal }, observer).finally(() => {
    line.clear();
    release();
  });
  const text = json
    ? asJson(summary)
    : formatCorrelations(plainText(title), summary, 'checkpoint', true, plainText(relative('.', report)));
  process.stdout.write(text);
}

function quotedForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
