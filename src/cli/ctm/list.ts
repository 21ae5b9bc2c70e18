import { Command, Option } from 'commander';
import { type RankedClass, rankClasses } from '../../app/ctm/blocks.ts';
import { openTableOf } from '../../app/tables.ts';
import { formatBlock, type Shape } from '../../ctm/index.ts';
import { wholeNumber } from '../arguments.ts';
import { grouped } from '../text.ts';
import { picture } from './picture.ts';
import { forShape, type ShapeArguments } from './shape.ts';

interface ListArguments extends ShapeArguments {
  readonly top?: number;
  readonly bottom?: number;
}

/** `kolmoscope ctm list`: the simplest or the most complex blocks of a shape. */
export function listCommand(): Command {
  const ends = wholeNumber(1, 65_536);
  const top = new Option('--top <n>', 'the n simplest (default: 20)').argParser(ends).conflicts('bottom');
  const bottom = new Option('--bottom <n>', 'the n most complex').argParser(ends);
  return forShape(new Command('list'), top, bottom)
    .description('the simplest (top) or most complex (bottom) blocks of a shape, one for each symmetry class')
    .action(list);
}

async function list({ shape, top, bottom, ...from }: ListArguments): Promise<void> {
  const table = await openTableOf(shape, from);
  const ranked = rankClasses(table, shape);
  const shown = bottom === undefined ? ranked.slice(0, top ?? 20) : ranked.slice(-bottom).reverse();
  const lines = (process.stdout.isTTY ? drawn : plain)(shown, shape, table.symbols);
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Complexity, or that no machine writes the block. */
function bitsText({ isMissing, bits }: RankedClass): string {
  return isMissing ? 'never written' : `${bits.toFixed(4)} bits`;
}

/** For other programs: one line a block. */
function plain(ranked: readonly RankedClass[], shape: Shape, symbols: number): string[] {
  return ranked.map((entry) => {
    const { rank, code, alike } = entry;
    return `${rank}\t${bitsText(entry)}\t${alike} alike\t${formatBlock({ shape, code }, '/', symbols)}`;
  });
}

const CAPTION = 24;

/** For the eye: pictures with their captions, as many side by side as the terminal is wide. */
function drawn(ranked: readonly RankedClass[], shape: Shape, symbols: number): string[] {
  const tiles = ranked.map((entry) => {
    const captions = [`${grouped(entry.rank)}.  ${bitsText(entry)}`, `${entry.alike} alike`];
    const lines = picture({ shape, code: entry.code }, symbols);
    return Array.from({ length: Math.max(lines.length, captions.length) }, (_, i) => {
      return `${(lines[i] ?? '').padEnd(shape.columns)}  ${(captions[i] ?? '').padEnd(CAPTION)}`;
    });
  });
  const perRow = Math.max(1, Math.floor((process.stdout.columns ?? 80) / (shape.columns + 2 + CAPTION)));
  return tiles.flatMap((tile, first) => {
    if (first % perRow !== 0) return [];
    const row = tiles.slice(first, first + perRow);
    const lines = tile.map((_, i) => row.map((cells) => cells[i]).join(''));
    return [...lines.map((line) => line.trimEnd()), ''];
  });
}
