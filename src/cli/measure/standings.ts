/** How it is printed where measures stand among those of random arrays. */
import type { MeasureRequest, Row } from '../../app/measure/measure.ts';
import { decimal, integer, percent, plainP } from '../../format.ts';
import { factsOf } from '../../measures/index.ts';
import type { NullName, Standing } from '../../nulls/index.ts';

const TITLES = ['array', 'null model', 'measure', 'value', 'mean', 'sd', 'z', 'p', 'ratio'];
/** The first columns are words. */
const WORDS = 3;

/** A line's cells for each null model that a row's array has, and each measure. */
export function standingCells(label: string, { standings, ...row }: Row): string[][] {
  return eachStanding(standings).flatMap(([model, name, found]) => {
    if (found === null) return [];
    const { decimals } = factsOf(name);
    const value = name === 'bdm' || name === 'blockEntropy' ? row[name] : row.rivals[name];
    const { mean, sd, z, p, ratio } = found;
    const numbers = [
      optional(value, decimals),
      ...[mean, sd].map((number) => decimal(number, decimals + 1)),
      optional(z, 2),
      plainP(p),
      ratio === null ? '–' : percent(ratio),
    ];
    return [[label, model, name, ...numbers]];
  });
}

/** The table of these; what one line has in common with the one above it is said once. */
export function standingLines(cells: readonly string[][], { null: draws = 0, seed = 1 }: MeasureRequest): string[] {
  if (cells.length === 0) return [];
  const rows = [TITLES, ...cells];
  const widths = TITLES.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row, i) => {
    const isSaid = (column: number) => row.slice(0, column + 1).every((cell, j) => cell === rows[i - 1]?.[j]);
    const padded = row.map((cell, column) => {
      if (column >= WORDS) return cell.padStart(widths[column]);
      return (isSaid(column) ? '' : cell).padEnd(widths[column]);
    });
    return padded.join('  ');
  });
  return [`\namong ${integer(draws)} random arrays of each null model, seed ${seed}`, ...lines];
}

/** The same as fields of a row for other programs: `bdmZ`, and of other models than the density's `bdmZ_margins`. */
export function standingFields(standings: Row['standings']): Record<string, number | null> {
  const fields = eachStanding(standings).flatMap(([model, name, found]) => {
    const end = model === 'density' ? '' : `_${model}`;
    const { mean = null, sd = null, z = null, p = null, ratio = null } = found ?? {};
    const numbers = { NullMean: mean, NullSd: sd, Z: z, P: p, NullRatio: ratio };
    return Object.entries(numbers).map(([what, number]) => [`${name}${what}${end}`, number]);
  });
  return Object.fromEntries(fields);
}

function eachStanding(standings: Row['standings']): [NullName, string, Standing | null][] {
  return Object.entries(standings ?? {}).flatMap(([model, ofModel]) => {
    return Object.entries(ofModel).map(([name, found]): [NullName, string, Standing | null] => {
      return [model as NullName, name, found];
    });
  });
}

export function optional(value: number | null, decimals: number): string {
  return value === null || Number.isNaN(value) ? '–' : decimal(value, decimals);
}
