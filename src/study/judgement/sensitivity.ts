/** What changes with each open choice, in a grid and in words. */
import { count, listed, present } from '../../format.ts';
import { factsOf } from '../../measures/index.ts';
import type { Estimate } from '../analysis/analysis.ts';
import { asSpec, type Choice, OPEN_FIELDS, type Variant } from '../sensitivity.ts';
import type { Study } from '../study.ts';
import type { Summary } from '../summary.ts';
import { CLAIM } from './claim.ts';
import { closerOf, questionOf } from './question.ts';
import { type StudySummary, whyNone } from './table.ts';
import type { Decision } from './words.ts';

/** A summary of a variant of one of a study's configurations. */
export type VariantSummary = Variant & Summary;

/** The same with what it decides, null without a run; and what its choice alters, null of a configuration as it is. */
export interface SensitivityEntry extends Variant, Summary {
  readonly decision: Decision | null;
  readonly effect: Effect | null;
}

/** What `sensitivity.json` holds. */
export interface SensitivitySummary extends Omit<StudySummary, 'configurations'> {
  readonly configurations: readonly SensitivityEntry[];
}

/** What a change does to the answer of one configuration. */
export interface Effect {
  /** The decision, where it is another one. */
  readonly verdict: Decision | null;
  /** The mean difference, or a mean coefficient, is on the other side of 0. */
  readonly signs: readonly string[];
  /** Whether the interval of one of these is there as a whole. */
  readonly isClear: boolean;
}

/** Sets each variant beside its configuration as it is; no correction is made for the number of choices. */
export function summariseSensitivity(
  { study, seed }: Pick<Study, 'study' | 'seed'>,
  variants: readonly VariantSummary[],
  kolmoscope: string,
  seconds: number,
): SensitivitySummary {
  const configurations = variants.map((entry): SensitivityEntry => {
    const base = variants.find(({ of, choice }) => of === entry.of && choice === null);
    const effect = entry.choice === null || base === undefined ? null : effectOf(base, entry);
    return { ...entry, decision: decisionOf(entry), effect };
  });
  const grid = gridOf(configurations, study);
  const verdict = { headline: headlineOf(grid), evidence: evidenceOf(grid), cautions: [] };
  return { study, kolmoscope, seed, verdict, configurations, seconds };
}

export type Grid = ReturnType<typeof gridOf>;
export type ChoiceRow = Grid['rows'][number];

/**
 * Columns = configurations: as they are, and under each choice that they have, by its key. Rows = changed choices, in the
 * order in which they first occur, those of a field together.
 */
export function gridOf(entries: readonly SensitivityEntry[], study: string) {
  const rowOf = (choice: Choice) => ({ ...choice, key: `${choice.field} ${JSON.stringify(choice.value)}` });
  const changes = entries.flatMap((entry) => (entry.choice === null ? [] : { entry, row: rowOf(entry.choice) }));
  const columns = entries
    .filter(({ choice }) => choice === null)
    .map((base) => {
      const own = changes.filter(({ entry }) => entry.of === base.of);
      return { name: base.of ?? study, base, changed: new Map(own.map(({ row, entry }) => [row.key, entry])) };
    });
  const rows = [...new Map(changes.map(({ row }) => [row.key, row])).values()];
  const fields = [...new Set(rows.map(({ field }) => field))];
  return { columns, rows: fields.flatMap((field) => rows.filter((row) => row.field === field)) };
}

function decisionOf({ runs, verdict }: Summary): Decision | null {
  return runs.kept === 0 ? null : verdict.decision;
}

/** Of a change that gave `changed` in place of `base`. */
function effectOf(base: Summary, changed: Summary): Effect {
  const [before, after] = [base, changed].map(decisionOf);
  // Without a run there is nothing of what the question names.
  if (before === null || after === null) return { verdict: null, signs: [], isClear: false };
  const areVerdicts = before !== 'undefined' && after !== 'undefined';
  const estimates = (summary: Summary): [name: string, value: Estimate][] => {
    const { measure, rival, difference } = questionOf(summary);
    const ofBoth = [measure, rival].map((name): [string, Estimate] => [
      `${factsOf(name).label}’s r`,
      summary.measures[name].pearson,
    ]);
    return [...ofBoth, ['difference', difference.pearson]];
  };
  const own = estimates(base);
  const turned = estimates(changed).filter(([, { mean }], i) => (mean ?? 0) * (own[i][1].mean ?? 0) < 0);
  return {
    verdict: areVerdicts && after !== before ? after : null,
    signs: turned.map(([name]) => name),
    isClear: turned.some(([, { lo, hi }]) => lo !== null && hi !== null && (lo > 0 || hi < 0)),
  };
}

/** Rows under which the verdict, or a sign, is another one in at least one configuration. */
function rowsThat({ rows, columns }: Grid, isMet: (effect: Effect) => boolean): ChoiceRow[] {
  return rows.filter(({ key }) => columns.flatMap(({ changed }) => changed.get(key)?.effect ?? []).some(isMet));
}

/** How many of the changes alter the verdict: one sentence, without its full stop. */
function headlineOf(grid: Grid): string {
  const { rows, columns } = grid;
  if (columns.every(({ base }) => base.decision === null)) return 'There is no run to answer from';
  const where = columns.length === 1 ? '' : ` in at least one of ${columns.length} configurations`;
  const deciding = rowsThat(grid, ({ verdict }) => verdict !== null).length;
  const changed = count(rows.length, 'alternative');
  const all = columns.flatMap(({ base, changed }) => [base, ...changed.values()]);
  if (all.every(({ decision }) => decision === 'undecided' || decision === null)) {
    return 'These runs cannot tell, whatever the choice';
  }
  return deciding === 0
    ? `None of ${changed} alters the verdict`
    : `${deciding} of ${changed} ${deciding === 1 ? 'alters' : 'alter'} the verdict${where}`;
}

/** The verdict as the study is, and which choices alter it, sentence by sentence. */
function evidenceOf(grid: Grid): string[] {
  const verdicts = rowsThat(grid, ({ verdict }) => verdict !== null);
  const signs = rowsThat(grid, ({ isClear }) => isClear);
  const asItIs = grid.columns.map(
    ({ name, base }) => `${name}: ${base.decision === null ? whyNone(base) : closerOf(base, base.decision)}`,
  );
  return present(
    `Closer to the loss, as the study is: ${asItIs.join('; ')}.`,
    verdicts.length > 0 && `The verdict alters with ${listed(verdicts.map(rowName))}.`,
    signs.length > 0 && `A sign alters, its whole interval with it, with ${listed(signs.map(rowName))}.`,
    ...publishedEvidence(grid),
  );
}

/** Which choices bring both intervals over the published ones, which is what a reproduction looks for. */
function publishedEvidence({ columns, rows }: Grid): string[] {
  return columns.flatMap(({ name, base, changed }) => {
    if (overlapsOf(base) === null) return [];
    const areBoth = (entry: Summary | undefined) => entry !== undefined && overlapsOf(entry)?.length === CLAIM.length;
    const both = rows.filter(({ key }) => areBoth(changed.get(key)));
    const own = areBoth(base) ? 'as the study is, and ' : '';
    const which = both.length === 0 ? `with none of the changed choices` : `with ${listed(both.map(rowName))}`;
    return [`Both intervals of ${name} overlap the published ones ${own}${which}.`];
  });
}

/** The measures whose interval overlaps the published one; null where that is not at hand. */
export function overlapsOf({ published }: Summary): string[] | null {
  if (!published?.intervals) return null;
  return CLAIM.filter((name) => published.comparisons[name]?.overlaps).map((name) => factsOf(name).label);
}

/** "learningRate 0.003": as a spec says it; with its section where another has a field of that name. */
export function rowName({ field, value }: ChoiceRow): string {
  const own = field.replace(/^.*\./, '');
  const isAlone = OPEN_FIELDS.filter((one) => one.endsWith(`.${own}`)).length <= 1;
  return `${isAlone ? own : field} ${asSpec(value)}`;
}
