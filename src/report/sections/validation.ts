/** Which of the two losses measures go with, where a study asks. */
import { plainP, present } from '../../format.ts';
import type { Analysis } from '../../study/analysis/analysis.ts';
import type { ValidationAnalysis, ValidationRelation } from '../../study/analysis/validation.ts';
import { CLAIMED } from '../../study/judgement/claim.ts';
import { LOSS } from '../figures/theme.ts';
import { coloured, estimateCell, NONE, seriesName } from '../markup/cells.ts';
import { type Content, html, type Markup } from '../markup/html.ts';
import { section } from '../markup/parts.ts';
import { type Column, table } from '../markup/table.ts';

interface Compared extends Pick<Analysis, 'validation'> {
  /** Null where there is but one. */
  readonly name: Content;
}

interface Row {
  readonly of: Content;
  readonly name: Markup;
  readonly relation: Omit<ValidationRelation, 'training' | 'difference'> & Partial<ValidationRelation>;
}

/** Null where no study asked. */
export function validationSection(configurations: readonly Compared[], point: string): Markup | null {
  const rows = configurations.flatMap(({ name, validation }) => (validation ? [rowsOf(name, validation)] : []));
  if (rows.length === 0) return null;
  const columns = present<Column<Row>>(
    configurations.some(({ name }) => name !== null) && { head: 'Configuration', cell: ({ of }) => of },
    { head: 'Pearson r', cell: ({ name }) => name, isName: true },
    {
      head: 'With the training loss',
      cell: ({ relation: { training } }) => (training ? estimateCell(training.pearson) : NONE),
    },
    { head: 'With the validation loss', cell: ({ relation }) => estimateCell(relation.pearson) },
    {
      head: 'Second minus first',
      cell: ({ relation: { difference } }) => (difference ? estimateCell(difference.pearson, true) : NONE),
    },
    { head: 'p', cell: ({ relation: { difference } }) => pOf(difference?.pearson.p ?? null) },
  );
  const note = html`<p class="note">Of the ${point}s with an evaluation of the validation loss, each trajectory processed as above;
the p-value is that of the two-sided sign-flip test that both are the same. Planes are those of BDM of the quantised weights of
a layer, 0 the least significant.</p>`;
  return section('validation', 'Which of the two losses', table('results', columns, ...rows), note);
}

function pOf(p: number | null): string {
  return p === null ? NONE : plainP(p);
}

function rowsOf(of: Content, { loss, bySeries, planes }: ValidationAnalysis): Row[] {
  const ofPlanes = planes.flatMap(({ layer, plane, measures }): Row[] => {
    if (!(CLAIMED in measures)) return [];
    const name = coloured(CLAIMED, html`layer ${layer + 1}, plane ${plane}`);
    return [{ of: null, name, relation: measures[CLAIMED] }];
  });
  const ofSeries = Object.entries(bySeries).map(([series, relation]): Row => {
    return { of: null, name: seriesName(series), relation };
  });
  return [{ of, name: seriesName(LOSS), relation: loss }, ...ofSeries, ...ofPlanes];
}
