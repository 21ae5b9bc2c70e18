import { Command, Option } from 'commander';
import { measureFiles } from '../app/measure/measure.ts';
import { OVERWRITE, wholeNumber } from './arguments.ts';
import { isRead } from './ending.ts';
import { addMeasuringOptions, NULL_MODELS_WANTED, readNullModels } from './measure/options.ts';
import { type MeasureArguments, outputOf } from './measure/output.ts';
import { StatusLine } from './statusLine.ts';
import { tell } from './text.ts';

/** `kolmoscope measure FILE…`: one line for each array of the files. */
export function measureCommand(): Command {
  const command = new Command('measure')
    .description('BDM and its rivals of the arrays in files: .npy, .npz, .safetensors, .csv, .tsv, .txt, .png')
    .argument('<files...>', 'files, or folders of a sharded checkpoint');
  return addMeasuringOptions(command, 'slices')
    .option('--null <n>', 'z-scores against n random arrays of the same shape and ones', wholeNumber(2, 1_000_000))
    .addOption(new Option('--null-model <names>', NULL_MODELS_WANTED).argParser(readNullModels))
    .option('--seed <n>', 'of the random arrays', wholeNumber(0, 0xffff_ffff), 1)
    .option('--map <file.png>', 'draw the complexity map of the one array that is measured')
    .option('--overwrite', OVERWRITE)
    .addOption(new Option('--json', 'print one JSON object').conflicts('csv'))
    .option('--csv', 'print comma-separated values')
    .action(measure);
}

async function measure(files: readonly string[], given: MeasureArguments): Promise<void> {
  const line = new StatusLine();
  let output: ReturnType<typeof outputOf> | undefined;
  const measured = await measureFiles(files, given, {
    onStart(tensors, how) {
      output = outputOf(given, tensors, how);
    },
    onProgress(share, tensor) {
      // Nobody sees what else would come.
      if (given.map === undefined && !isRead()) process.exit();
      line.offer(() => `${(100 * share).toFixed(0)} %, ${line.timeLeft(share)} · ${tensor}`);
    },
    onRow(row) {
      line.clear();
      process.stdout.write(output?.row(row) ?? '');
    },
    onProblem: ({ message }) => line.say(`kolmoscope: ${message}`),
  });
  line.clear();
  process.stdout.write(output?.end(measured) ?? '');
  if (given.map !== undefined && measured.drawn !== undefined) {
    const { drawMap } = await import('../app/measure/map.ts');
    tell(await drawMap(measured.drawn, given.map, given));
  }
  if (!measured.isGood) process.exitCode = 1;
}
