/** Values from SciPy 1.17.1 and NumPy 2.4.6, quoted with the expressions that gave them. */
import { describe, expect, test } from 'vitest';
import { correlate, trajectoryOf } from '../../../src/study/analysis/statistics.ts';

// e = np.arange(7)
// def pc(x, y):
//     return pearsonr(x - np.polyval(np.polyfit(e, x, 1), e), y - np.polyval(np.polyfit(e, y, 1), e))[0]
const bdm = [7000, 6850, 6790, 6755, 6830, 6851, 6728];
const loss = [1.9, 1.1, 0.93, 0.83, 0.82, 0.95, 0.99];
const near = (value: number) => expect.closeTo(value, 10);

describe('one run’s coefficients are those of SciPy', () => {
  const of = (trajectories: 'processed' | 'raw') => {
    const processing = { trajectories, smoothing: 1 };
    return correlate(trajectoryOf(bdm, processing), trajectoryOf(loss, processing));
  };

  test('of processed trajectories', () => {
    // def process(s): v = gaussian_filter1d(np.log1p(s), 1); return (v - v.min()) / (v.max() - v.min())
    // a, b = process(bdm), process(loss)
    expect(of('processed')).toEqual({
      pearson: near(0.9454847706897807), // pearsonr(a, b)[0]
      spearman: near(0.6785714285714287), // spearmanr(a, b)[0]
      partial: {
        pearson: near(0.8685498819394719), // pc(a, b)
        spearman: near(0.2197890793355209), // pc(rankdata(a), rankdata(b))
      },
      differences: {
        pearson: near(0.6175777166099373), // pearsonr(np.diff(np.log1p(bdm)), np.diff(np.log1p(loss)))[0]
        spearman: near(0.5428571428571429), // spearmanr(np.diff(np.log1p(bdm)), np.diff(np.log1p(loss)))[0]
      },
    });
  });

  test('of raw ones', () => {
    expect(of('raw')).toEqual({
      pearson: near(0.8519765794999267), // pearsonr(bdm, loss)[0]
      spearman: near(0.4642857142857144), // spearmanr(bdm, loss)[0]
      partial: {
        pearson: near(0.7400809486511134), // pc(bdm, loss)
        spearman: near(0.30762521629905626), // pc(rankdata(bdm), rankdata(loss))
      },
      differences: {
        pearson: near(0.6290302274630205), // pearsonr(np.diff(bdm), np.diff(loss))[0]
        spearman: near(0.5428571428571429), // spearmanr(np.diff(bdm), np.diff(loss))[0]
      },
    });
  });
});

test('a constant series defines nothing', () => {
  const constant = trajectoryOf(
    loss.map(() => 15.6),
    { trajectories: 'processed', smoothing: 1 },
  );
  const nothing = { pearson: null, spearman: null };
  const falling = trajectoryOf(loss, { trajectories: 'processed', smoothing: 1 });
  expect(correlate(constant, falling)).toEqual({ ...nothing, partial: nothing, differences: nothing });
});

test('of z-scores the logarithm is odd: a series below 0 is processed as its mirror image', () => {
  const processing = { trajectories: 'processed', smoothing: 1 } as const;
  const scores = [-4.5, -3.2, -0.4, 0.6, -1, 2.5];
  const own = trajectoryOf(scores, processing);
  const mirrored = trajectoryOf(
    scores.map((score) => -score),
    processing,
  );
  expect(own.values?.map((value) => near(1 - value))).toEqual(mirrored.values);
  expect(own.differences.map((value) => near(-value))).toEqual(mirrored.differences);
  expect(own.differences[0]).toBeCloseTo(Math.log(5.5) - Math.log(4.2), 12);
});
