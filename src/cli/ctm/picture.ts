import { formatBlock, type Pattern } from '../../ctm/index.ts';

/**
 * A pattern of two symbols drawn with half-block characters, two rows of it in one line; two empty cells are a dot,
 * so that the pattern's extent shows. Patterns of more symbols are written as digits.
 */
export function picture(pattern: Pattern, symbols = 2): string[] {
  const rows = formatBlock(pattern, '/', symbols).split('/');
  if (symbols > 2) return rows;
  const lines: string[] = [];
  for (let row = 0; row < rows.length; row += 2) {
    const below = rows[row + 1] ?? '';
    lines.push(Array.from(rows[row], (cell, column) => GLYPHS[cell + (below[column] ?? '0')]).join(''));
  }
  return lines;
}

const GLYPHS: Readonly<Record<string, string>> = { '00': '·', '10': '▀', '01': '▄', '11': '█' };
