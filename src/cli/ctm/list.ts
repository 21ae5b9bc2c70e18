import { Command, Option } from 'commander';
import { type CtmTable, formatBlock, type Shape } from '../../ctm/index.ts';
import { wholeNumber } from '../arguments.ts';
import { UserError } from '../errors.ts';
import { grouped, openTable, parseShape, shippedTable } from '../tables.ts';
import { picture } from './picture.ts';

interface ListOptions {
  readonly shape: Shape & { readonly dims: 1 | 2 };
  readonly top?: number;
  readonly bottom?: number;
  readonly states: number;
  readonly table?: string;
}

/** `kolmoscope ctm list`: the simplest or the most complex blocks of a shape. */
export function listCommand(): Command {
  const ends = wholeNumber(1, 65_536);
  return new Command('list')
    .description('the simplest (top) or most complex (bottom) blocks of a shape, one for each symmetry class')
    .requiredOption('--shape <shape>', 'such as 4x4 (2-D) or 12 (1-D)', parseShape)
    .addOption(new Option('--top <n>', 'the n simplest (default: 20)').argParser(ends).conflicts('bottom'))
    .addOption(new Option('--bottom <n>', 'the n most complex').argParser(ends))
    .option('--states <n>', 'of the shipped table', wholeNumber(1, 5), 5)
    .option('--table <table>', 'a shipped table or a file instead')
    .action(list);
}

/** A symmetry class in the list, by its first block. */
interface Entry {
  /** 1 + the blocks that are simpler. */
  readonly rank: number;
  readonly code: number;
  /** Complexity, or that no machine writes the block. */
  readonly bits: string;
  /** Blocks of this shape in the class. */
  readonly alike: number;
}

async function list({ shape, top, bottom, states, table: source }: ListOptions): Promise<void> {
  const table = await openTable(source ?? shippedTable(shape.dims, states));
  if (!table.shapes.some(({ rows, columns }) => rows === shape.rows && columns === shape.columns)) {
    throw new UserError(`the table holds no ${shape.rows}x${shape.columns} patterns`);
  }
  const entries = firstOfEachClass(table, shape);
  const shown = bottom === undefined ? entries.slice(0, top ?? 20) : entries.slice(-bottom).reverse();
  const lines = process.stdout.isTTY ? drawn(shown, shape, table) : plain(shown, shape, table);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function firstOfEachClass(table: CtmTable, shape: Shape): Entry[] {
  const { classes } = table.distribution;
  const offset = classes.patterns.offset(shape.rows, shape.columns);
  const values = table.values(shape);
  const ranking = table.ranking(shape);
  const alike = new Map<number, number>();
  for (const code of ranking) {
    const group = classes.classOf[offset + code];
    alike.set(group, (alike.get(group) ?? 0) + 1);
  }
  const entries: Entry[] = [];
  let rank = 1;
  ranking.forEach((code, place) => {
    if (place > 0 && values[code] > values[ranking[place - 1]]) rank = place + 1;
    const group = classes.classOf[offset + code];
    const size = alike.get(group);
    if (size === undefined) return;
    alike.delete(group);
    const bits = table.isMissing(shape, code) ? 'never written' : `${values[code].toFixed(4)} bits`;
    entries.push({ rank, code, bits, alike: size });
  });
  return entries;
}

/** For other programs: one line a block. */
function plain(entries: readonly Entry[], shape: Shape, { symbols }: CtmTable): string[] {
  return entries.map(({ rank, code, bits, alike }) => {
    return `${rank}\t${bits}\t${alike} alike\t${formatBlock({ shape, code }, '/', symbols)}`;
  });
}

const CAPTION = 24;

/** For the eye: pictures with their captions, as many side by side as the terminal is wide. */
function drawn(entries: readonly Entry[], shape: Shape, { symbols }: CtmTable): string[] {
  const tiles = entries.map(({ rank, code, bits, alike }) => {
    const captions = [`${grouped(rank)}.  ${bits}`, `${alike} alike`];
    const lines = picture({ shape, code }, symbols);
    const height = Math.max(lines.length, captions.length);
    return Array.from({ length: height }, (_, line) => {
      return `${(lines[line] ?? '').padEnd(shape.columns)}  ${(captions[line] ?? '').padEnd(CAPTION)}`;
    });
  });
  const perRow = Math.max(1, Math.floor((process.stdout.columns ?? 80) / (shape.columns + 2 + CAPTION)));
  const lines: string[] = [];
  for (let first = 0; first < tiles.length; first += perRow) {
    const row = tiles.slice(first, first + perRow);
    for (let line = 0; line < row[0].length; line++)
      lines.push(
        row
          .map((tile) => tile[line])
          .join('')
          .trimEnd(),
      );
    lines.push('');
  }
  return lines;
}
