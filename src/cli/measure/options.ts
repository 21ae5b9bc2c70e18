/** From the command line to how tensors are measured. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type BinarizeRule, MOST_BITS, type NonFinitePolicy, parseBinarizeRule } from '../../arrays/index.ts';
import { AXES_RULES, type AxesRule, BOUNDARIES, type Boundary } from '../../bdm/index.ts';
import type { Shape } from '../../ctm/index.ts';
import { type Measuring, makeMeasuring } from '../../tensors/index.ts';
import { wholeNumber } from '../arguments.ts';
import { UserError } from '../errors.ts';
import { openTable, parseShape } from '../tables.ts';

/** A shape of either kind: `4x4` for matrices, `12` for strings. */
type AnyShape = Shape & { readonly dims: 1 | 2 };

export interface MeasuringArguments {
  readonly binarize: BinarizeRule;
  readonly bits?: number;
  readonly nonFinite: NonFinitePolicy;
  readonly axes: AxesRule;
  readonly only?: readonly string[];
  readonly boundary?: Boundary;
  readonly block?: readonly AnyShape[];
  readonly shift?: readonly AnyShape[];
  readonly minimum?: number;
  readonly table?: readonly string[];
}

/** The options by which numbers become blocks. */
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
    .option('--only <name>', 'only arrays with this name, * standing for anything; may be given again', collect(String))
    .addOption(new Option('--boundary <rule>', 'incomplete blocks at the edges (default: ignore)').choices(BOUNDARIES))
    .option('--block <shape>', 'such as 3x3 for matrices, 10 for strings (default: 4x4 and 12)', collect(parseShape))
    .option('--shift <shape>', 'from one block to the next (default: its shape; correlated: 1x1)', collect(parseShape))
    .option('--minimum <n>', 'shortest side of a recursive piece (default: 2)', wholeNumber(1, 16))
    .option('--table <table>', 'a shipped table or a file (default: 2d-n5 and 1d-n5)', collect(String));
}

function readRule(text: string): BinarizeRule {
  const rule = parseBinarizeRule(text);
  if (rule === undefined) throw new InvalidArgumentError('Expected sign, threshold=X, median or mean.');
  return rule;
}

/** An option that may be given more than once. */
function collect<T>(parse: (text: string) => T): (text: string, before?: readonly T[]) => readonly T[] {
  return (text, before = []) => [...before, parse(text)];
}

export async function readMeasuring(given: MeasuringArguments): Promise<Measuring> {
  const tables = await Promise.all((given.table ?? []).map(openTable));
  if (given.minimum !== undefined && given.boundary !== 'recursive') {
    throw new UserError('--minimum is for --boundary recursive only', 2);
  }
  const shapeOf = (shapes: readonly AnyShape[] = [], dims: 1 | 2) => {
    const found = shapes.findLast((shape) => shape.dims === dims);
    return found && { rows: found.rows, columns: found.columns };
  };
  const partition = (dims: 1 | 2) => ({
    ...defined({ block: shapeOf(given.block, dims), shift: shapeOf(given.shift, dims) }),
    ...defined({ boundary: given.boundary, minimum: given.minimum }),
  });
  try {
    return await makeMeasuring({
      matrices: partition(2),
      strings: partition(1),
      ...defined({
        matrixTable: tables.findLast(({ dims }) => dims === 2),
        stringTable: tables.findLast(({ dims }) => dims === 1),
      }),
      axes: given.axes,
      bits: given.bits === undefined ? given.binarize : { planes: given.bits },
      nonFinite: given.nonFinite,
    });
  } catch (error) {
    throw error instanceof RangeError ? new UserError(error.message, 2) : error;
  }
}

/** An object without its undefined fields. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** Whether an array's name is one of those asked for, * standing for anything; all are without names. */
export function matcher(names: readonly string[] = ['*']): (name: string) => boolean {
  const patterns = names.map((name) => {
    const parts = name.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 's');
  });
  return (name) => patterns.some((pattern) => pattern.test(name));
}
