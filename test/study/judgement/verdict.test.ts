import { describe, expect, it } from 'vitest';
import { type Analysis, analyse, type Difference } from '../../../src/study/analysis/analysis.ts';
import { decide, fewestForOwnRuns, fewestForSignFlips, verdict } from '../../../src/study/judgement/verdict.ts';
import { makeRun, spec } from '../../report/fixture.ts';

const estimate = (mean: number | null, lo: number | null, hi: number | null, p = 0.01): Difference => ({
  mean,
  lo,
  hi,
  p: mean === null ? null : p,
  defined: mean === null ? 0 : 8,
  undefined: mean === null ? 8 : 0,
});

const base = analyse([makeRun(0, 6), makeRun(1, 8)], spec);

function withDifference(pearson: Difference, spearman = pearson, bdm = estimate(0.9, 0.85, 0.95)): Analysis {
  const entropy = estimate(0.8, 0.7, 0.9);
  return {
    ...base,
    difference: { pearson, spearman },
    measures: {
      bdm: { ...base.measures.bdm, pearson: bdm },
      blockEntropy: { ...base.measures.blockEntropy, pearson: entropy },
    },
  };
}

describe('so few runs', () => {
  it('are those of which the tests cannot reach the level, whatever they find', () => {
    // Least p of n runs: 2^(1 - n) of a two-sided sign-flip test, 1 / n! of the own-run test.
    for (const confidence of [0.8, 0.9, 0.95, 0.99, 0.999]) {
      const level = 1 - confidence + 1e-12;
      const [flips, own] = [fewestForSignFlips(confidence), fewestForOwnRuns(confidence)];
      expect(2 ** (1 - flips)).toBeLessThanOrEqual(level);
      expect(2 ** (2 - flips)).toBeGreaterThan(level);
      const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
      expect(1 / factorial(own)).toBeLessThanOrEqual(level);
      expect(1 / factorial(own - 1)).toBeGreaterThan(level);
    }
    expect([fewestForSignFlips(0.95), fewestForOwnRuns(0.95)]).toEqual([6, 4]);
  });

  it('are said to be', () => {
    const caution = 'With fewer than 6 runs no sign-flip test can reach p = 0.05';
    expect(verdict(base, spec).cautions[0]).toContain(caution);
    expect(verdict(base, spec).evidence.join(' ')).toContain(caution);
    const enough = { ...base, runs: { asked: 6, finished: 6, kept: 6 } };
    expect(verdict(enough, spec).cautions).toEqual([]);
  });
});

describe('the verdict', () => {
  it('quotes two means only where they are over the same runs', () => {
    const gap = estimate(0.1, 0.02, 0.2);
    expect(verdict(withDifference(gap), spec).headline).toContain('(mean r 0.90 against 0.80)');
    const fewer = { ...gap, defined: 5, undefined: 3 };
    expect(verdict(withDifference(fewer), spec).headline).toContain(
      '(r differs by +0.10 in the 5 runs that define both)',
    );
  });

  it.each([
    [estimate(0.1, 0.02, 0.2), 'more', 'BDM follows the training loss more closely than block entropy in these 2 runs'],
    [
      estimate(-0.1, -0.2, -0.02),
      'less',
      'BDM follows the training loss less closely than block entropy in these 2 runs',
    ],
    [
      estimate(0.1, -0.02, 0.2),
      'undecided',
      'These 2 runs cannot tell whether BDM follows the training loss more closely',
    ],
    [estimate(0.1, 0.02, 0.2, 0.0625), 'undecided', 'These 2 runs cannot tell'],
    [estimate(0.1, 0, 0.2), 'undecided', 'These 2 runs cannot tell'],
    [estimate(0.1, null, null), 'undecided', 'These 2 runs cannot tell'],
    [estimate(null, null, null), 'undefined', 'BDM and block entropy cannot be compared in these 2 runs'],
  ])('%o decides "%s"', (difference, decision, headline) => {
    const answer = verdict(withDifference(difference), spec);
    expect(decide(difference, 0.95)).toBe(decision);
    expect(answer.decision).toBe(decision);
    expect(answer.headline).toContain(headline);
  });

  it('names the coefficients', () => {
    const { headline, evidence } = verdict(withDifference(estimate(0.1, 0.02, 0.2)), spec);
    expect(headline).toContain('(mean r 0.90 against 0.80)');
    expect(evidence[0]).toContain('paired difference +0.10 [+0.02, +0.20]');
  });

  it('limits itself to Pearson’s r where Spearman’s ρ decides otherwise', () => {
    const { headline, evidence } = verdict(withDifference(estimate(0.1, 0.02, 0.2), estimate(0.1, -0.1, 0.3)), spec);
    expect(headline).toMatch(/^By Pearson’s r, BDM follows/);
    expect(evidence.join(' ')).toContain('Spearman’s ρ leaves it open, +0.10 [−0.10, +0.30]');
  });

  it('gives the p that leaves open what the interval alone would decide', () => {
    const { evidence } = verdict(withDifference(estimate(0.1, 0.02, 0.2), estimate(0.08, 0.03, 0.14, 0.0625)), spec);
    expect(evidence.join(' ')).toContain('leaves it open, +0.08 [+0.03, +0.14], sign-flip test p =\u00a00.063.');
  });

  it('does not call a higher coefficient following that may be zero', () => {
    const { evidence } = verdict(withDifference(estimate(0.3, 0.1, 0.5), undefined, estimate(0.1, -0.2, 0.4)), spec);
    expect(evidence.join(' ')).toContain('BDM’s own interval [−0.20, 0.40] is not above zero');
  });

  it('names the rival that comes closest, and no BDM of other options', () => {
    const relation = (r: number) => ({ ...base.measures.bdm, pearson: estimate(r, r - 0.05, r + 0.05) });
    const gap = { ...base.comparisons.blockEntropy, pearson: estimate(-0.02, -0.03, -0.01) };
    const others = ['lempelZiv', 'deflate', 'bdm_correlated'];
    const analysis = {
      ...base,
      measures: { ...base.measures, lempelZiv: relation(0.98), deflate: relation(0.5), bdm_correlated: relation(0.99) },
      comparisons: { ...base.comparisons, ...Object.fromEntries(others.map((name) => [name, gap])) },
    };
    expect(verdict(analysis, spec).evidence).toContain(
      'Closest of its rivals is Lempel–Ziv complexity of the same weights, r 0.98 [0.93, 1.03]; ' +
        'BDM’s r minus that is −0.02 [−0.03, −0.01], p =\u00a00.010.',
    );
  });
});
