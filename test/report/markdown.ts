/** The cells of a line of a pipe table, as GitHub splits it: at each pipe without a backslash before it. */
export function cellsOf(line: string): string[] {
  const parts = line.split(/(?<!\\)(?:\\\\)*\|/);
  return parts.slice(1, -1).map((cell) => cell.trim());
}

/** The tables of a text, their head first, without the line of dashes. */
export function tablesOf(text: string): string[][][] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('|'))
    .map((block) =>
      block
        .trimEnd()
        .split('\n')
        .filter((_, i) => i !== 1)
        .map(cellsOf),
    );
}
