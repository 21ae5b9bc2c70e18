/** What several specs have in common, and what not. */
import type { StudySpec } from '../../study/spec.ts';
import { NONE } from '../markup/cells.ts';
import { type Content, html, type Markup } from '../markup/html.ts';
import { table } from '../markup/table.ts';
import { type Choice, choicesOf, fieldHead } from './choices.ts';

/**
 * Parts the choices of specs into those that all share and those that differ: the values of these in the order of the
 * specs, null where a spec does not have the field.
 */
export function partChoices(specs: readonly StudySpec[]) {
  const all = specs.map(choicesOf);
  const places = new Map(all.flat().map(([label, , place]) => [place, label]));
  const common: Choice[] = [];
  const differing: { label: string; place: string; values: (string | null)[] }[] = [];
  for (const [place, label] of places) {
    const values = all.map((choices) => choices.find((choice) => choice[2] === place)?.[1] ?? null);
    const [first] = values;
    if (first !== null && values.every((value) => value === first)) common.push([label, first, place]);
    else differing.push({ label, place, values });
  }
  return { common, differing };
}

/** Only the fields that the configurations do not share; whichever are fewer, fields or configurations, are the columns. */
export function differingTable(
  configurations: readonly { readonly name: Content; readonly spec: StudySpec }[],
): Markup {
  const { differing } = partChoices(configurations.map(({ spec }) => spec));
  if (differing.length === 0) return html`<p>No field that has an effect: they differ by name only.</p>`;
  const names = configurations.map(({ name }) => html`${name}`);
  const fields = differing.map(({ label, place }) => fieldHead(label, place));
  const areFieldsColumns = fields.length <= names.length;
  const [rows, columns] = areFieldsColumns ? [names, fields] : [fields, names];
  const value = (row: number, column: number) =>
    (areFieldsColumns ? differing[column].values[row] : differing[row].values[column]) ?? NONE;
  return table<number>(
    'results',
    [
      { head: areFieldsColumns ? 'Configuration' : 'Field', cell: (row) => rows[row] },
      ...columns.map((head, column) => ({ head, cell: (row: number) => value(row, column) })),
    ],
    [...rows.keys()],
  );
}
