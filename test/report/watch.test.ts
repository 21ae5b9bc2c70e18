import { describe, expect, it } from 'vitest';
import { renderWatchReport, type WatchReportInput } from '../../src/report/index.ts';
import { analyse } from '../../src/study/analysis/analysis.ts';
import { verdict } from '../../src/study/judgement/verdict.ts';
import { packBits } from '../../src/study/run/pack.ts';
import { mapSeries } from '../../src/study/run/trajectories.ts';
import { makeRun, spec, table } from './fixture.ts';
import { checkWellFormed, occurrences, visibleText } from './markup.ts';

const POINTS = 8;

/** Runs that were trained elsewhere: no training result, no test set. */
const runs = [0, 1, 2].map((run) => {
  const { epochs, blocks } = makeRun(run, POINTS);
  return { run, epochs, blocks };
});
const bits = packBits([1, -1, 1, 1, ...new Array(156).fill(-1)], 8, 20);
const matrix = (name: string) => ({ name, shape: [8, 20], count: 1, rows: 8, columns: 20, cells: 160, blocks: 10 });
const source = (run: number, steps: readonly (number | null)[]) => ({
  folder: `seed${run}`,
  checkpoints: steps.map((step, i) => ({ name: `c${i}.npz`, step })),
  lossFile: `seed${run}/loss.csv`,
  lossSha256: 'cafe',
});
const steps = Array.from({ length: POINTS }, (_, i) => 100 * i);

function makeInput(kept: typeof runs, changes: Partial<WatchReportInput> = {}): WatchReportInput {
  const analysis = analyse(kept, { ...spec, runs: kept.length });
  return {
    name: 'mlp',
    analysis,
    verdict: verdict(analysis, spec),
    options: spec.analysis,
    seed: 1,
    runs: kept,
    sources: kept.map(({ run }) => source(run, steps)),
    lossRule: 'that of the checkpoint’s own step',
    matrices: [
      { ...matrix('fc1.weight'), start: bits, best: bits },
      { ...matrix('fc2.weight'), start: null, best: null },
    ],
    tooSmall: [],
    vectors: 0,
    bits: '1 where a weight is greater than 0, else 0',
    areSigns: true,
    isPooled: false,
    block: { rows: 4, columns: 4 },
    codes: 65_536,
    choices: [['Bits', 'sign', '--binarize']],
    table,
    seconds: 1.5,
    version: '0.1.0',
    command: 'kolmoscope watch seed0',
    ...changes,
  };
}

describe('the report of watched networks', () => {
  const pages = { one: renderWatchReport(makeInput(runs.slice(0, 1))), several: renderWatchReport(makeInput(runs)) };

  it.each(Object.entries(pages))('of %s is well-formed, loads nothing and speaks of no study of ours', (_, page) => {
    expect(() => checkWellFormed(page)).not.toThrow();
    expect(page).not.toMatch(/<(script|img|iframe|object|embed|image|use)\b|NaN|Infinity|null|\[object/i);
    expect(visibleText(page)).not.toMatch(/MNIST|early stopping|patience|validation|accuracy|Published|epoch|studies/i);
  });

  it('of one run claims no interval, test or mean, and says why', () => {
    const words = visibleText(pages.one);
    expect(words).toContain('One run has no interval and no test');
    expect(words).toContain('Whether it would happen again.');
    expect(words).not.toMatch(/sign-flip|bootstrap|Bootstrap|mean Pearson|Means over|active runs/);
  });

  it('of several runs has intervals, the paired test and the seed that decides them', () => {
    const words = visibleText(pages.several);
    for (const expected of [
      'sign-flip test',
      'Run by run',
      'active runs',
      '1, of bootstrap and sign flips',
      'seed2/loss.csv',
    ]) {
      expect(words).toContain(expected);
    }
  });

  it('numbers its figures from 1 without a gap', () => {
    for (const page of Object.values(pages)) {
      const numbers = [...page.matchAll(/<b>Figure (\d)\.<\/b>/g)].map(([, number]) => Number(number));
      expect(numbers).toEqual(numbers.map((_, i) => i + 1));
    }
  });

  it('shows steps where all runs have the same, else the place of the checkpoints', () => {
    expect(visibleText(pages.several)).toContain('steps 0 to 700');
    expect(pages.several).toContain('step of the checkpoint');
    const shifted = [
      source(0, steps),
      source(
        1,
        steps.map((step) => step + 1),
      ),
      source(2, steps),
    ];
    const page = renderWatchReport(makeInput(runs, { sources: shifted }));
    expect(page).not.toContain('step of the checkpoint');
    expect(visibleText(page)).toContain('checkpoints of the runs paired by their place');
  });

  it('draws the matrices whose bits were kept, at both ends', () => {
    expect(visibleText(pages.one)).toContain(
      'Signs of 1 of the 2 weight matrices in the first and the last checkpoint',
    );
    expect(occurrences(pages.one, /aria-label="Signs of the 8×20 weight matrix fc1\.weight, run 0, /g)).toBe(2);
  });

  it('puts the rows of many matrices beneath the table', () => {
    const layers = (values: number[]) => Array.from({ length: 30 }, () => values);
    const many = runs.map(({ epochs, ...run }) => {
      const series = mapSeries(epochs.series, ({ total }) => ({ total, layers: layers(total) }));
      return { ...run, epochs: { ...epochs, series } };
    });
    const matrices = layers([]).map((_, i) => ({ ...matrix(`w${i}`), start: null, best: null }));
    const [main, beneath] = renderWatchReport(makeInput(many, { matrices })).split('<details>');
    expect(main).not.toContain('w29');
    expect(occurrences(beneath.split('</details>')[0], /, w\d+</g)).toBe(60);
  });

  it('escapes what comes from files and the command line', () => {
    const hostile = `<img src=x onerror="alert(1)">&'\u0000\u202e${'x'.repeat(500)}`;
    const input = makeInput(runs, { name: hostile, command: hostile, tooSmall: [hostile] });
    const matrices = input.matrices.map((one) => ({ ...one, name: hostile }));
    const sources = input.sources.map((one) => ({ ...one, folder: hostile, lossFile: hostile }));
    const page = renderWatchReport({ ...input, matrices, sources });
    expect(() => checkWellFormed(page)).not.toThrow();
    expect(page).not.toContain('<img');
    for (const sign of ['\u0000', '\u202e']) expect(page).not.toContain(sign);
    expect(page).toContain('\\x00\\u202exxx');
  });
});
