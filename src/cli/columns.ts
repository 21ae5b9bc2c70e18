/** Lines whose cells stand in columns, two spaces apart. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => {
    const padded = row.map((cell, column) => cell.padEnd(widths[column]));
    return padded.join('  ').trimEnd();
  });
}

/** How many runs a result rests on: "20", "18 of 20". */
export function runsCell({ kept, finished }: { readonly kept: number; readonly finished: number }): string {
  return kept === finished ? String(kept) : `${kept} of ${finished}`;
}
