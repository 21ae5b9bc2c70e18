/** The options by which numbers become bits, bits blocks, and blocks bits of complexity. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { RIVAL_NAMES, whyNoRival } from '../../app/measure/series.ts';
import { type BinarizeRule, MOST_BITS, parseBinarizeRule } from '../../arrays/index.ts';
import { AXES_RULES, type AxesRule, BOUNDARIES } from '../../bdm/index.ts';
import { NULL_NAMES, type NullName } from '../../nulls/index.ts';
import { MATRIX_ORDERS } from '../../tensors/index.ts';
import { collect, parseShape, wholeNumber } from '../arguments.ts';

const RIVALS = `other measures of the same bits: all, or of ${RIVAL_NAMES.join(',')}; also as blockEntropy_2x2`;

export const NULL_MODELS_WANTED = `with --null: n arrays of each of these models, for the rivals too: all, or of ${NULL_NAMES.join(',')}`;

export function addMeasuringOptions(command: Command, axes: AxesRule): Command {
  return command
    .addOption(
      new Option('--binarize <rule>', '1 where a value is greater than: sign (0), threshold=X, median or mean')
        .argParser(readRule)
        .default('sign'),
    )
    .addOption(
      new Option('--bits <k>', 'the bit planes of k-bit integers instead')
        .argParser(wholeNumber(1, MOST_BITS))
        .conflicts('binarize'),
    )
    .addOption(
      new Option('--non-finite <what>', 'NaN and infinite values: an error, or read as 0')
        .choices(['error', 'zero'])
        .default('error'),
    )
    .addOption(
      new Option('--axes <rule>', 'more than two axes: slices of the last two, or a matrix of the first by all others')
        .choices(AXES_RULES)
        .default(axes),
    )
    .addOption(
      new Option('--order <order>', 'of rows and columns: as stored, or canonical, which no renaming changes')
        .choices(MATRIX_ORDERS)
        .default('stored'),
    )
    .option('--only <name>', 'only arrays with this name, * standing for anything; may be given again', collect(String))
    .addOption(new Option('--boundary <rule>', 'incomplete blocks at the edges (default: ignore)').choices(BOUNDARIES))
    .option('--block <shape>', 'such as 3x3 for matrices, 10 for strings (default: 4x4 and 12)', collect(parseShape))
    .option('--shift <shape>', 'from one block to the next (default: its shape; correlated: 1x1)', collect(parseShape))
    .option('--minimum <n>', 'shortest side of a recursive piece (default: 2)', wholeNumber(1, 16))
    .option('--table <table>', 'a shipped table or a file (default: 2d-n5 and 1d-n5)', collect(String))
    .addOption(new Option('--rivals <names>', RIVALS).argParser(readRivals).default([], 'none'));
}

function readRule(text: string): BinarizeRule {
  const rule = parseBinarizeRule(text);
  if (rule === undefined) throw new InvalidArgumentError('Expected sign, threshold=X, median or mean.');
  return rule;
}

/** The names of null models, and `all`. */
export function readNullModels(text: string): readonly (NullName | 'all')[] {
  const known = ['all', ...NULL_NAMES] as const;
  return text.split(',').map((part) => {
    const name = known.find((one) => one === part.trim());
    if (name === undefined) throw new InvalidArgumentError(`Expected ${known.join(', ')}.`);
    return name;
  });
}

function readRivals(text: string): readonly string[] {
  const names = text.split(',').flatMap((name) => (name === 'all' ? RIVAL_NAMES : name.trim()));
  const [why] = names.flatMap((name) => whyNoRival(name) ?? []);
  if (why !== undefined) throw new InvalidArgumentError(`${why}.`);
  return names;
}
