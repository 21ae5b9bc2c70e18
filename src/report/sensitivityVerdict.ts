/** What changes with each open choice, in a grid and in words. */
import type { Estimate } from '../study/analysis.ts';
import type { Choice, Variant } from '../study/sensitivity.ts';
import { DECISIONS, decisionOf, type Entry, listed, whyNone } from './entries.ts';
import { count } from './format.ts';
import { compareWith, publishedRow } from './published.ts';

/** A configuration of the study, as it is or with one choice changed. */
export interface VariantEntry extends Entry, Variant {}

/** One configuration: as it is, and under each choice that it has. */
export interface Column {
  readonly name: string;
  readonly base: VariantEntry;
  /** By the key of the choice. */
  readonly changed: ReadonlyMap<string, VariantEntry>;
}

export interface ChoiceRow extends Choice {
  readonly key: string;
}

export interface Grid {
  readonly columns: readonly Column[];
  /** In the order in which they first occur, those of a field together. */
  readonly rows: readonly ChoiceRow[];
}

/** Columns = configurations, rows = changed choices. */
export function gridOf(entries: readonly VariantEntry[], study: string): Grid {
  const keyOf = ({ field, value }: Choice) => `${field} ${JSON.stringify(value)}`;
  const columns = entries
    .filter(({ choice }) => choice === null)
    .map((base): Column => {
      const own = entries.filter(({ of, choice }) => of === base.of && choice !== null);
      const changed = own.map((entry) => [entry.choice === null ? '' : keyOf(entry.choice), entry] as const);
      return { name: base.of ?? study, base, changed: new Map(changed) };
    });
  const rows = new Map<string, ChoiceRow>();
  for (const { choice } of entries) if (choice !== null) rows.set(keyOf(choice), { key: keyOf(choice), ...choice });
  const fields = [...new Set([...rows.values()].map(({ field }) => field))];
  return { columns, rows: fields.flatMap((field) => [...rows.values()].filter((row) => row.field === field)) };
}

/** What a change does to the answer of one configuration. */
interface Effect {
  /** The verdict is another one, and says which. */
  readonly verdict: string | null;
  /** The mean difference, or a mean coefficient, is on the other side of 0. */
  readonly signs: readonly string[];
  /** Whether the interval of one of these is there as a whole. */
  readonly isClear: boolean;
}

/** Of a change that gave `changed` in place of `base`. */
export function effectOf(base: Entry, changed: Entry): Effect {
  const [before, after] = [decisionOf(base), decisionOf(changed)];
  const areVerdicts = [before, after].every((decision) => decision !== null && decision !== 'undefined');
  const estimates: [name: string, pick: (summary: Entry['summary']) => Estimate][] = [
    ['BDM’s r', ({ measures }) => measures.bdm.pearson],
    ['block entropy’s r', ({ measures }) => measures.blockEntropy.pearson],
    ['difference', ({ difference }) => difference.pearson],
  ];
  const turned = estimates.filter(([, pick]) => {
    const [from, to] = [pick(base.summary).mean, pick(changed.summary).mean];
    return from !== null && to !== null && from * to < 0;
  });
  return {
    verdict: areVerdicts && after !== null && after !== before ? DECISIONS[after] : null,
    signs: turned.map(([name]) => name),
    isClear: turned.some(([, pick]) => {
      const { lo, hi } = pick(changed.summary);
      return lo !== null && hi !== null && (lo > 0 || hi < 0);
    }),
  };
}

/** Rows under which the verdict, or a sign, is another one in at least one configuration. */
function rowsThat({ rows, columns }: Grid, isMet: (effect: Effect) => boolean): ChoiceRow[] {
  return rows.filter(({ key }) =>
    columns.some(({ base, changed }) => {
      const entry = changed.get(key);
      return entry !== undefined && isMet(effectOf(base, entry));
    }),
  );
}

/** How many of the changes alter the verdict: one sentence, without its full stop. */
export function headlineOf(grid: Grid): string {
  const { rows, columns } = grid;
  if (columns.every(({ base }) => decisionOf(base) === null)) return 'There is no run to answer from';
  const where = columns.length === 1 ? '' : ` in at least one of ${columns.length} configurations`;
  const deciding = rowsThat(grid, ({ verdict }) => verdict !== null).length;
  const changed = count(rows.length, 'alternative');
  const decisions = columns.flatMap(({ base, changed }) =>
    [base, ...changed.values()].map((entry) => decisionOf(entry)),
  );
  if (decisions.every((decision) => decision === 'undecided' || decision === null)) {
    return 'These runs cannot tell, whatever the choice';
  }
  return deciding === 0
    ? `None of ${changed} alters the verdict`
    : `${deciding} of ${changed} ${deciding === 1 ? 'alters' : 'alter'} the verdict${where}`;
}

/** The verdict as the study is, and which choices alter it, sentence by sentence. */
export function evidenceOf(grid: Grid): string[] {
  const verdicts = rowsThat(grid, ({ verdict }) => verdict !== null);
  const signs = rowsThat(grid, ({ isClear }) => isClear);
  const names = (rows: readonly ChoiceRow[]) => listed(rows.map(rowName));
  const asItIs = grid.columns.map(({ name, base }) => {
    const decision = decisionOf(base);
    return `${name}: ${decision === null ? whyNone(base.summary) : DECISIONS[decision]}`;
  });
  return [
    `Closer to the loss, as the study is: ${asItIs.join('; ')}.`,
    ...(verdicts.length === 0 ? [] : [`The verdict alters with ${names(verdicts)}.`]),
    ...(signs.length === 0 ? [] : [`A sign alters, its whole interval with it, with ${names(signs)}.`]),
    ...publishedEvidence(grid),
  ];
}

/** Which choices bring both intervals over the published ones, which is what a reproduction looks for. */
function publishedEvidence({ columns, rows }: Grid): string[] {
  return columns.flatMap(({ name, base, changed }) => {
    if (overlapsOf(base) === null) return [];
    const both = rows.filter(({ key }) => {
      const entry = changed.get(key);
      return entry !== undefined && overlapsOf(entry)?.length === 2;
    });
    const own = overlapsOf(base)?.length === 2 ? 'as the study is, and ' : '';
    const which = both.length === 0 ? `with none of the changed choices` : `with ${listed(both.map(rowName))}`;
    return [`Both intervals of ${name} overlap the published ones ${own}${which}.`];
  });
}

/** Of which measures our interval overlaps the published one; null where that is not at hand. */
export function overlapsOf({ spec, summary }: Entry): string[] | null {
  const published = publishedRow(spec);
  if (!published?.bdm || !published.blockEntropy) return null;
  const { bdm, blockEntropy } = summary.measures;
  return [
    ...(compareWith(bdm.pearson, published.bdm)?.overlaps ? ['BDM'] : []),
    ...(compareWith(blockEntropy.pearson, published.blockEntropy)?.overlaps ? ['block entropy'] : []),
  ];
}

/** "learningRate 0.003": as a spec says it. */
export function rowName({ field, value }: ChoiceRow): string {
  return `${field.replace(/^.*\./, '')} ${asSpec(value)}`;
}

export function asSpec(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
