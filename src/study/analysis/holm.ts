import { holm } from '../../stats/holm.ts';
import { type BySeries, each } from '../run/trajectories.ts';
import type { Analysis } from './analysis.ts';

export type Adjusted = BySeries<number | null>;

/**
 * Holm's correction over a table of configurations, of the sign-flip tests that BDM's Pearson r equals that of another
 * measure. The family is one comparison in all configurations of the table: that with block entropy, the paper's claim, over
 * all rows; and each other series, a question of its own, over the rows that have it. Returns the adjusted p-values of each
 * configuration, in their order; null where a row has no test, which then does not count in its family.
 */
export function holmOver(analyses: readonly Pick<Analysis, 'comparisons'>[]): Adjusted[] {
  const names = [...new Set(analyses.flatMap(({ comparisons }) => Object.keys(comparisons)))];
  const families = each(names, (name) => holm(analyses.map(({ comparisons }) => comparisons[name]?.pearson.p ?? null)));
  return analyses.map(({ comparisons }, row) => {
    const own = names.filter((name) => name in comparisons);
    return each(own, (name) => families[name][row]);
  });
}
