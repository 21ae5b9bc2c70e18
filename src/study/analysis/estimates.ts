import { randomStream } from '../../random.ts';
import { Bootstrap, type Interval } from '../../stats/bootstrap.ts';
import { Pairings } from '../../stats/pairing.ts';
import { mean } from '../../stats/series.ts';
import { SignFlips } from '../../stats/signFlip.ts';
import { STATISTICS_STREAM } from '../run/run.ts';
import type { StudySpec } from '../spec.ts';

/** A mean over runs and its studentised bootstrap interval; null where too few runs define it. */
export interface Estimate {
  readonly mean: number | null;
  readonly lo: number | null;
  readonly hi: number | null;
  /** Runs that define the value, and runs that do not. */
  readonly defined: number;
  readonly undefined: number;
}

/** A paired difference, with the p-value of the sign-flip test that it is 0. */
export interface Difference extends Estimate {
  readonly p: number | null;
}

/** Estimates over the runs of one analysis. All have the same draws, so that none depends on which others are made. */
export class Estimator {
  readonly pairings: Pairings;
  readonly #bootstrap: Bootstrap;
  readonly #signFlips: SignFlips;

  constructor({ seed, analysis }: Pick<StudySpec, 'seed' | 'analysis'>) {
    const random = randomStream(seed, STATISTICS_STREAM);
    this.pairings = new Pairings(analysis.permutations, random, 1 - analysis.confidence);
    this.#bootstrap = new Bootstrap(analysis.confidence, analysis.resamples, random);
    this.#signFlips = new SignFlips(analysis.permutations, random);
  }

  /** Mean over the runs that define a value, with its bootstrap interval within the range of such values. */
  mean(values: readonly (number | null)[], range?: Interval): Estimate {
    const defined = values.filter((value) => value !== null).sort((a, b) => a - b);
    return {
      mean: defined.length === 0 ? null : mean(defined),
      ...(this.#bootstrap.ofMean(defined, range) ?? { lo: null, hi: null }),
      defined: defined.length,
      undefined: values.length - defined.length,
    };
  }

  /** The same of a correlation. */
  correlation(values: readonly (number | null)[]): Estimate {
    return this.mean(values, { lo: -1, hi: 1 });
  }

  /** The same of the difference a − b of two correlations in the runs that define both, with its sign-flip test. */
  difference(a: readonly (number | null)[], b: readonly (number | null)[]): Difference {
    const differences = a.map((value, i) => {
      const other = b[i];
      return value === null || other === null ? null : value - other;
    });
    return {
      ...this.mean(differences, { lo: -2, hi: 2 }),
      p: this.#signFlips.test(differences.filter((value) => value !== null)),
    };
  }
}
