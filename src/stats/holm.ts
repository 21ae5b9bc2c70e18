/**
 * P-values adjusted for testing them all, by Holm's step-down method (1979, Scandinavian Journal of Statistics 6:65): the
 * chance of any false rejection among them stays below the level, whatever their dependence. A null is no test: it stays
 * null and does not count. Throws a RangeError for what is no p-value.
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const wrong = pValues.find((p) => p !== null && !(p >= 0 && p <= 1));
  if (wrong !== undefined) throw new RangeError(`expected p-values from 0 to 1, found ${wrong}`);
  const tests = pValues.flatMap((p, place) => (p === null ? [] : { p, place })).sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let least = 0;
  tests.forEach(({ p, place }, smaller) => {
    least = Math.min(1, Math.max(least, (tests.length - smaller) * p));
    adjusted[place] = least;
  });
  return adjusted;
}
