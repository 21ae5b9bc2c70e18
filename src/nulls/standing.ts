/** Where a value stands among those of random matrices. */
import { mean, standardDeviation } from '../stats/index.ts';

export interface Standing {
  readonly mean: number;
  /** Sample standard deviation. */
  readonly sd: number;
  /** (value − mean) / sd; null where all random matrices have the same value. */
  readonly z: number | null;
  /**
   * Two-sided: of the value and the others together, the share that lies at least as far as the value from the mean of
   * them all. With n others, 1/(n + 1) at least.
   */
  readonly p: number;
  /** value / mean; null where the mean is 0. */
  readonly ratio: number | null;
}

/** Distances that differ by less, as a share of the values, are the same: what is summed in another order. */
const ROUNDING = 1e-12;

/**
 * Where a value stands among at least two others. Value and others are treated alike, so that p is at most α in at most a
 * share α of cases where the value is one of them: exactly, for any distribution.
 */
export function standing(value: number, others: readonly number[]): Standing {
  const centre = mean(others);
  const sd = standardDeviation(others) ?? 0;
  return {
    mean: centre,
    sd,
    z: sd <= ROUNDING * Math.abs(centre) ? null : (value - centre) / sd,
    p: twoSided(value, others, centre),
    ratio: centre === 0 ? null : value / centre,
  };
}

function twoSided(value: number, others: readonly number[], meanOfOthers: number): number {
  const all = others.length + 1;
  const centre = meanOfOthers + (value - meanOfOthers) / all;
  const least = Math.abs(value - centre) - ROUNDING * (Math.abs(value) + Math.abs(centre));
  const asFar = others.reduce((sum, other) => sum + Number(Math.abs(other - centre) >= least), 0);
  return (1 + asFar) / all;
}

/** Values by the names of measures; null where one cannot be taken. */
export type Values<Name extends string = string> = Readonly<Record<Name, number | null>>;

/** Where each value stands; null where a measure cannot be taken. */
export type Standings<Name extends string = string> = Readonly<Record<Name, Standing | null>>;

/** Compares values, measure by measure, with those of draws that come one at a time. */
export class Comparison<Name extends string> {
  readonly #values: Values<Name>;
  readonly #drawn = new Map<Name, number[]>();

  constructor(values: Values<Name>) {
    this.#values = values;
    for (const [name, value] of Object.entries(values)) if (value !== null) this.#drawn.set(name as Name, []);
  }

  /** The values of one draw. Throws a RangeError where one is missing. */
  add(values: Values<Name>): void {
    for (const [name, others] of this.#drawn) {
      const value = values[name];
      if (value === null) throw new RangeError(`${name} of a draw cannot be taken`);
      others.push(value);
    }
  }

  /** After at least two draws. */
  get standings(): Standings<Name> {
    const standingOf = ([name, value]: [string, unknown]) => {
      const others = this.#drawn.get(name as Name);
      return [name, others === undefined ? null : standing(value as number, others)];
    };
    return Object.fromEntries(Object.entries(this.#values).map(standingOf));
  }
}
