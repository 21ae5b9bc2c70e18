import { holm } from '../../stats/holm.ts';
import { type BySeries, each, mapSeries } from '../run/trajectories.ts';
import type { Analysis, Difference } from './analysis.ts';

/** By the names of the families. */
export type Adjusted = BySeries<number | null>;

/** A configuration's tests, and the hash of what it trains. */
type Tested = Pick<Analysis, 'comparisons' | 'references' | 'hypothesis'> & { readonly specHash: string };

/** The families of two tests that are no comparison of BDM with another series: with exp(-epoch), and of the study's own question. */
export const DECAY = 'decay';
export const HYPOTHESIS = 'hypothesis';

/**
 * Holm's correction over a table of configurations, of the sign-flip tests that BDM's Pearson r equals that of another
 * measure. The family is one comparison in all configurations of the table: that with block entropy, the paper's claim, over
 * all rows; each other series, exp(-epoch) and a question named in advance, questions of their own, over the rows that have
 * them. Rows that are the same test, of the same trainings with the same outcome to the last bit, count once. Returns the
 * adjusted p-values of each configuration, in their order; null where a row has no test, which then does not count in its
 * family.
 */
export function holmOver(analyses: readonly Tested[]): Adjusted[] {
  const tests = analyses.map(testsOf);
  const names = [...new Set(tests.flatMap((own) => Object.keys(own)))];
  const families = each(names, (name) => adjustOnce(analyses, (_, row) => tests[row][name] ?? null));
  return tests.map((own, row) => mapSeries(own, (_, name) => families[name][row]));
}

function testsOf({ comparisons, references, hypothesis }: Tested): BySeries<Difference> {
  return {
    ...mapSeries(comparisons, ({ pearson }) => pearson),
    [DECAY]: references.decay.comparison.pearson,
    ...(hypothesis && { [HYPOTHESIS]: hypothesis.difference.pearson }),
  };
}

/** One family: of rows that are the same test the first stands for all. */
function adjustOnce(
  analyses: readonly Tested[],
  testOf: (analysis: Tested, row: number) => Difference | null,
): (number | null)[] {
  const identities = analyses.map((analysis, row) => `${analysis.specHash} ${JSON.stringify(testOf(analysis, row))}`);
  const ps = analyses.map((analysis, row) => testOf(analysis, row)?.p ?? null);
  const first = identities.map((identity) => identities.indexOf(identity));
  const adjusted = holm(ps.map((p, row) => (first[row] === row ? p : null)));
  return first.map((row) => adjusted[row]);
}
