import { Command, InvalidArgumentError, Option } from 'commander';
import { ArrayFileError, openArrays, type Tensor } from '../arrays/index.ts';
import { type RandomGenerator, randomStream } from '../random.ts';
import {
  type Measuring,
  measureRandom,
  measureTensor,
  standing,
  type TensorMeasure,
  TooSmallError,
} from '../tensors/index.ts';
import { wholeNumber } from './arguments.ts';
import { UserError } from './errors.ts';
import { drawMap } from './measure/map.ts';
import { addMeasuringOptions, type MeasuringArguments, matcher, readMeasuring } from './measure/options.ts';
import { csvOutput, jsonOutput, type Output, tableOutput } from './measure/output.ts';
import { countValues, MeasureStatus } from './measure/progress.ts';
import { needsBits, RIVAL_NAMES, type RivalName, rivalValue } from './measure/rivals.ts';

interface MeasureOptions extends MeasuringArguments {
  readonly rivals: readonly RivalName[];
  readonly null?: number;
  readonly seed: number;
  readonly map?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** `kolmoscope measure FILE…`: one line for each array of the files. */
export function measureCommand(): Command {
  const command = new Command('measure')
    .description('BDM and its rivals of the arrays in files: .npy, .npz, .safetensors, .csv, .tsv, .txt, .png')
    .argument('<files...>', 'files, or folders of a sharded checkpoint');
  return addMeasuringOptions(command, 'slices')
    .addOption(
      new Option('--rivals <names>', `other measures of the same bits: all, or of ${RIVAL_NAMES.join(',')}`)
        .argParser(readRivals)
        .default([], 'none'),
    )
    .option('--null <n>', 'z-scores against n random arrays of the same shape and ones', wholeNumber(2, 1_000_000))
    .option('--seed <n>', 'of the random arrays', wholeNumber(0, 0xffff_ffff), 1)
    .option('--map <file.png>', 'draw the complexity map of the one array that is measured')
    .addOption(new Option('--json', 'print one JSON object').conflicts('csv'))
    .option('--csv', 'print comma-separated values')
    .action(measure);
}

function readRivals(text: string): readonly RivalName[] {
  if (text === 'all') return RIVAL_NAMES;
  return text.split(',').map((name) => {
    const known = RIVAL_NAMES.find((rival) => rival === name);
    if (known === undefined) throw new InvalidArgumentError(`Expected all, or some of ${RIVAL_NAMES.join(',')}.`);
    return known;
  });
}

async function measure(files: readonly string[], options: MeasureOptions): Promise<void> {
  const { rivals, null: nulls = 0, map } = options;
  const how = await readMeasuring(options);
  const status = new MeasureStatus(how, nulls);
  const tensors = await openAll(files, matcher(options.only), status);
  if (tensors.length === 0 && status.problems.length === 0) throw new UserError('no array has such a name');
  if (map !== undefined && tensors.length > 1) {
    throw new UserError(`--map draws one array, not ${tensors.length}: choose it with --only`, 2);
  }
  if (map !== undefined && (options.bits ?? 1) > 1) throw new UserError('--map draws no bit planes: give --bits 1', 2);
  status.expect(tensors);
  const output = makeOutput(tensors, how, options);
  let measured = 0;
  for (const [number, tensor] of tensors.entries()) {
    const keepBits = map !== undefined || rivals.some((name) => needsBits(name, countValues(tensor)));
    await said(status, async () => {
      const random = randomStream(options.seed, number);
      for (const found of await measureTensor(status.watch(tensor), how, keepBits)) {
        const standings = nulls === 0 ? null : await compare(found, nulls, random, status);
        status.clear();
        output.row({ ...found, rivals: rivals.map((name) => [name, rivalValue(name, found)]), standings });
        if (map !== undefined) process.stderr.write(`${await drawMap(found, map)}\n`);
        measured++;
      }
    });
  }
  status.clear();
  output.end(status.problems);
  // A checkpoint may well hold numbers and vectors that are smaller than a block.
  if (status.hasFailed || measured === 0) process.exitCode = 1;
}

/** The arrays of all files that are asked for. Goes on to the next file where one cannot be read. */
async function openAll(files: readonly string[], isWanted: (name: string) => boolean, status: MeasureStatus) {
  const tensors: Tensor[] = [];
  for (const file of files) {
    await said(status, async () => {
      tensors.push(...(await openArrays(file)).filter(({ name }) => isWanted(name)));
    });
  }
  return tensors;
}

/** Does something with one file or array; what is wrong with it is said, and no reason to leave the others out. */
async function said(status: MeasureStatus, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ArrayFileError)) throw error;
    const isSliced = error instanceof TooSmallError && error.reason.startsWith('slices');
    status.problem(error, isSliced ? '; --axes matrix takes it as one matrix' : '');
  }
}

/** Where an array's BDM and block entropy stand among those of random arrays. */
async function compare(found: TensorMeasure, arrays: number, random: RandomGenerator, status: MeasureStatus) {
  const others = { bdm: [] as number[], blockEntropy: [] as number[] };
  for (let i = 0; i < arrays; i++) {
    const other = measureRandom(found.matrices, found.ones, found.method, random);
    others.bdm.push(other.bdm);
    others.blockEntropy.push(other.blockEntropy);
    status.done(found.cells);
    // Lets the status line and a signal in.
    await new Promise(setImmediate);
  }
  return { bdm: standing(found.bdm, others.bdm), blockEntropy: standing(found.blockEntropy, others.blockEntropy) };
}

function makeOutput(tensors: readonly Tensor[], how: Measuring, options: MeasureOptions): Output {
  if (options.json) return jsonOutput(how, options);
  return options.csv ? csvOutput(options) : tableOutput(tensors, how, options);
}
