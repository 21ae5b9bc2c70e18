import { describe, expect, it } from 'vitest';
import { renderSensitivityReport } from '../../src/report/index.ts';
import { summariseSensitivity } from '../../src/study/judgement/sensitivity.ts';
import type { RunResult } from '../../src/study/run/run.ts';
import type { Variant } from '../../src/study/sensitivity.ts';
import type { StudySpec } from '../../src/study/spec.ts';
import { makeEntry, makeRun, makeTableInput, spec, study } from './fixture.ts';
import { tablesOf } from './markdown.ts';
import { checkWellFormed, visibleText } from './markup.ts';

/** Eight runs in which BDM follows the loss and entropy does so with noise, and the same with the two exchanged. */
const runs = Array.from({ length: 8 }, (_, i) => makeRun([0, 2, 3][i % 3] + 4 * Math.floor(i / 3), 6 + (i % 5)));
const exchanged = runs.map(({ epochs, ...run }) => {
  const { bdm, blockEntropy } = epochs.series;
  return { ...run, epochs: { ...epochs, series: { bdm: blockEntropy, blockEntropy: bdm } } };
});
/** The same with BDM turned upside down. */
const turned = runs.map(({ epochs, ...run }) => {
  const upside = (values: number[]) => values.map((value) => 20_000 - value);
  const { total, layers } = epochs.series.bdm;
  const bdm = { total: upside(total), layers };
  return { ...run, epochs: { ...epochs, series: { ...epochs.series, bdm } } };
});

type VariantEntry = ReturnType<typeof makeEntry> & Variant;

function entry(
  of: string,
  choice: Variant['choice'],
  of_: readonly RunResult[],
  changes: Partial<StudySpec>,
): VariantEntry {
  return { ...makeEntry(`${of}, ${choice?.field ?? 'as it is'} ${choice?.value ?? ''}`, of_, changes), of, choice };
}

const wide = { network: { ...spec.network, hidden: [128, 64] } };
const rate = { field: 'training.learningRate', value: 0.003 };
const ste = (value: 'clipped' | 'swish') => ({ field: 'network.weightSte', value });
const withRate = (changes: Partial<StudySpec>) => ({ ...changes, training: { ...spec.training, learningRate: 0.003 } });
const withSte = (changes: Partial<StudySpec>, weightSte: 'clipped' | 'swish') => ({
  ...changes,
  network: { ...(changes.network ?? spec.network), weightSte },
});
const entries = [
  entry('narrow', null, runs, {}),
  entry('narrow', ste('clipped'), runs, withSte({}, 'clipped')),
  entry('narrow', rate, exchanged, withRate({})),
  entry('narrow', ste('swish'), turned, withSte({}, 'swish')),
  entry('wide', null, runs, wide),
  entry('wide', rate, runs, withRate(wide)),
];

function render(all: typeof entries) {
  const variants = all.map(({ of, choice, summary }) => ({ of, choice, ...summary }));
  return renderSensitivityReport({
    ...makeTableInput(all),
    summary: summariseSensitivity(study, variants, '0.1.0', 61),
  });
}

describe('the report of a sensitivity analysis', () => {
  const files = new Map(render(entries).map(({ path, text }) => [path, text]));
  const page = files.get('sensitivity.html') ?? '';
  const words = visibleText(page);
  const [table] = tablesOf(files.get('sensitivity.md') ?? '');

  it('has a row for each choice, those of a field together, and a column for each configuration', () => {
    expect(table[0]).toEqual(['Choice', 'Value', 'narrow', 'wide']);
    expect(table.slice(1).map(([, value]) => value)).toEqual(['', 'clipped', 'swish', '0.003']);
    expect(table[2][0]).toContain('`network.weightSte` as the study is: identity');
    expect(table[3][0]).toBe('');
  });

  it('has the two coefficients and their difference in each cell; a dash where a configuration has no such choice', () => {
    const number = '−?\\d\\.\\d\\d \\[−?\\d\\.\\d\\d, −?\\d\\.\\d\\d\\]';
    const both = `${number}, ρ ${number}`;
    const cell = new RegExp(`^${both}; ${both}; [+−]?\\d\\.\\d\\d \\[`);
    expect(table[1][2].replaceAll('\u00a0', ' ')).toMatch(cell);
    expect(table[4][3].replaceAll('\u00a0', ' ')).toMatch(cell);
    expect(table[2][3]).toBe('–');
  });

  it('marks where the verdict or a sign is another', () => {
    expect(table[1][2]).toContain('**verdict: BDM**');
    expect(table[2][2]).not.toContain('**');
    expect(table[4][2]).toContain('verdict: block entropy; other sign: difference');
    expect(table[3][2]).toContain('other sign: BDM’s r, difference');
    expect(table[4][3]).not.toContain('**');
    expect(words).toContain('2 of 3 alternatives alter the verdict in at least one of 2 configurations');
    expect(words).toContain('The verdict alters with weightSte swish, learningRate 0.003.');
  });

  it('says which choices bring both intervals over the published ones', () => {
    expect(words).toContain('Both intervals of narrow overlap the published ones with none of the changed choices.');
    expect(table[1][2]).toMatch(/overlaps: (neither|BDM|block entropy)/);
    expect(table[1][3]).not.toContain('overlaps');
  });

  it('draws the difference under each choice, a figure for each configuration', () => {
    expect([...files.keys()].slice(2)).toEqual(['figures/sensitivity-1.svg', 'figures/sensitivity-2.svg']);
    for (const text of files.values()) expect(text).not.toMatch(/NaN|Infinity|\[object/);
    expect(files.get('figures/sensitivity-1.svg')).toContain('>learningRate 0.003<');
  });

  it('draws the difference of what the study’s question names', () => {
    const hypothesis = { measure: 'blockEntropy', rival: 'bdm', direction: 'less' as const };
    const asked = { analysis: { ...spec.analysis, hypothesis } };
    const [, text, figure] = render([
      entry('narrow', null, runs, asked),
      entry('narrow', rate, exchanged, withRate(asked)),
    ]).map(({ text }) => text);
    expect(figure).toContain('block entropy’s r minus BDM’s');
    expect(text).toContain('Right of 0 block entropy follows the loss more closely.');
    // As the study is the question's difference is below 0, with the two exchanged above.
    const [own, other] = [...figure.matchAll(/<circle [^>]*cx="([\d.]+)"/g)].map(([, x]) => Number(x));
    expect(own).toBeLessThan(other);
  });

  it('is a well-formed page that loads nothing and says how it was computed', () => {
    expect(() => checkWellFormed(page)).not.toThrow();
    expect(page).not.toMatch(/<(script|img|iframe|object|embed|image|use)\b/i);
    for (const expected of [
      'npx kolmoscope run small-table',
      entries[0].tables['2d-n5'].sha256,
      'kolmoscope 0.1.0',
      'hash of narrow',
    ]) {
      expect(words).toContain(expected);
    }
  });

  it('of a study with one configuration, or without a run, renders too', () => {
    const one: VariantEntry[] = [
      { ...makeEntry('as it is', []), of: null, choice: null },
      { ...makeEntry('changed', []), of: null, choice: rate },
    ];
    const [{ text }] = render(one);
    expect(() => checkWellFormed(text)).not.toThrow();
    expect(visibleText(text)).toContain('There is no run to answer from');
  });
});
