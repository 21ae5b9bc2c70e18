import { Command, InvalidArgumentError, Option } from 'commander';
import { ArrayFileError, openArrays, type Tensor } from '../arrays/index.ts';
import { type RandomGenerator, randomStream } from '../random.ts';
import { type Measuring, measurePlanes, measureRandom, standing, type TensorMeasure } from '../tensors/index.ts';
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
  if (map !== undefined) checkMap(map, options);
  const how = await readMeasuring(options);
  const status = new MeasureStatus(how, nulls);
  const tensors = choose(await openAll(files, status), options.only);
  if (map !== undefined && tensors.length > 1) {
    throw new UserError(`--map draws one array, not ${tensors.length}: choose it with --only`, 2);
  }
  status.expect(tensors);
  const output = makeOutput(tensors, how, options);
  let drawn: TensorMeasure | undefined;
  let measured = 0;
  for (const tensor of tensors) {
    const keepBits = map !== undefined || rivals.some((name) => needsBits(name, countValues(tensor)));
    await said(status, async () => {
      for await (const found of measurePlanes(status.watch(tensor), how, keepBits)) {
        // The same draws for each array, so that its score does not depend on which others are measured.
        const standings = nulls === 0 ? null : await compare(found, nulls, randomStream(options.seed, 0), status);
        status.clear();
        output.row({ ...found, rivals: rivals.map((name) => [name, rivalValue(name, found)]), standings });
        if (map !== undefined) drawn = found;
        measured++;
      }
    });
  }
  status.clear();
  output.end(status.problems);
  if (map !== undefined && drawn !== undefined) process.stderr.write(`${await drawMap(drawn, map)}\n`);
  // A checkpoint may well hold numbers and vectors that are smaller than a block.
  if (status.hasFailed || measured === 0) process.exitCode = 1;
}

/** A mistyped --map must not cost an array. */
function checkMap(path: string, { bits = 1 }: MeasureOptions): void {
  if (!/\.png$/i.test(path)) throw new UserError(`--map ${path}: expected a name that ends in .png`, 2);
  if (bits > 1) throw new UserError('--map draws no bit planes: give --bits 1', 2);
}

/** The arrays of all files. Goes on to the next file where one cannot be read. */
async function openAll(files: readonly string[], status: MeasureStatus): Promise<Tensor[]> {
  const tensors: Tensor[] = [];
  for (const file of files) {
    await said(status, async () => {
      tensors.push(...(await openArrays(file)));
    });
  }
  return tensors;
}

/** The arrays with the names that are asked for. A name that none of them has may be misspelt. */
function choose(tensors: readonly Tensor[], names: readonly string[] | undefined): Tensor[] {
  for (const name of names ?? []) {
    const isWanted = matcher([name]);
    if (!tensors.some((tensor) => isWanted(tensor.name))) throw new UserError(`no array is named ${name}`);
  }
  const isWanted = matcher(names);
  return tensors.filter(({ name }) => isWanted(name));
}

/** Does something with one file or array; what is wrong with it is said, and no reason to leave the others out. */
async function said(status: MeasureStatus, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ArrayFileError)) throw error;
    status.problem(error);
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
