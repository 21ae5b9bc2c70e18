import { describe, expect, it } from 'vitest';
import { renderReport, renderSensitivityReport, renderTableReport } from '../../../src/report/index.ts';
import { rowName, summariseSensitivity } from '../../../src/study/judgement/sensitivity.ts';
import { decide, verdict } from '../../../src/study/judgement/verdict.ts';
import type { Summary } from '../../../src/study/summary.ts';
import { makeEntry, makeInput, makeRun, makeTableInput, spec, study, withSeries } from '../../report/fixture.ts';
import { visibleText } from '../../report/markup.ts';

const runs = Array.from({ length: 8 }, (_, i) => makeRun([0, 2, 3][i % 3] + 4 * Math.floor(i / 3), 6 + (i % 5)));
const wide = { network: { ...spec.network, hidden: [128, 64] } };
const entries = [makeEntry('a', runs), makeEntry('b', runs.slice(0, 2), wide), makeEntry('none', [])];

/** As a program reads it from its file. */
function read<T>(summary: T): T {
  return JSON.parse(JSON.stringify(summary));
}

describe('a summary', () => {
  it('holds the decision and its reasons, and how the results lie to the published ones', () => {
    const { summary } = makeInput(runs);
    expect(summary.verdict).toEqual(verdict(summary, spec));
    expect(summary.verdict.decision).toBe('more');
    expect(summary.confidence).toBe(spec.analysis.confidence);
    expect(summary.published?.table).toBe('Table 3');
    const { lo, hi } = summary.measures.bdm.pearson;
    expect(summary.published?.comparisons.bdm?.shift).toBeCloseTo(((lo ?? 0) + (hi ?? 0)) / 2 - 0.93, 10);
    expect(makeInput(runs, { network: { ...spec.network, hidden: [9] } }).summary.published).toBeNull();
  });

  it('of a table holds each decision after Holm’s correction, and the answer in words', () => {
    const { summary } = makeTableInput(entries);
    for (const { holm, difference, runs, decision } of summary.configurations) {
      const corrected = { ...difference.pearson, p: holm.blockEntropy };
      expect(decision).toBe(runs.kept === 0 ? null : decide(corrected, spec.analysis.confidence));
    }
    expect(summary.configurations.map(({ decision }) => decision)).toEqual(['more', 'undecided', null]);
    expect(summary.verdict.headline).toMatch(/in 1 of 2 configurations; 1 cannot tell; 1 has no result$/);
    expect(summary.verdict.cautions[0]).toContain('That concerns b.');
  });

  it('of a table calls no BDM of other options its rival', () => {
    const names = ['bdm_correlated', 'lempelZiv'];
    const close = runs.map((run) => withSeries(run, ...names));
    const { evidence } = makeTableInput([makeEntry('a', close), makeEntry('b', close, wide)]).summary.verdict;
    const said = evidence.filter((sentence) => sentence.includes('a mean r no lower than BDM’s'));
    expect(said).toEqual(['Rivals with a mean r no lower than BDM’s: Lempel–Ziv complexity in 2 of 2.']);
  });

  it('of a sensitivity analysis holds what each choice alters', () => {
    const choice = { field: 'training.learningRate', value: 0.003 };
    const variants: Summary[] = [entries[0].summary, entries[1].summary];
    const { configurations, verdict } = summariseSensitivity(
      study,
      variants.map((summary, i) => ({ of: null, choice: i === 0 ? null : choice, ...summary })),
      '0.1.0',
      1,
    );
    expect(configurations.map(({ decision }) => decision)).toEqual(['more', 'undecided']);
    expect(configurations.map(({ effect }) => effect?.verdict)).toEqual([undefined, 'undecided']);
    expect(verdict.headline).toBe('1 of 1 alternative alters the verdict');
  });

  it('of a sensitivity analysis calls a choice by its field, with the section where two have one of that name', () => {
    const choices = [
      { field: 'training.learningRate', value: 0.003 },
      { field: 'data.order', value: { random: 1 } },
      { field: 'measures.order', value: 'random' },
    ];
    const names = choices.map((choice) => rowName({ ...choice, key: '' }));
    expect(names).toEqual(['learningRate 0.003', 'data.order {"random":1}', 'measures.order random']);
  });

  it('of a sensitivity analysis says which signs a choice turns of what the question names, and of nothing else', () => {
    const hypothesis = { measure: 'canonicalBdm', rival: 'neighbours', direction: 'more' as const };
    const asked = { analysis: { ...spec.analysis, hypothesis } };
    const measured = runs.map((run) => withSeries(run, 'canonicalBdm', 'neighbours'));
    const turned = (name: 'bdm' | 'canonicalBdm') =>
      measured.map(({ epochs, ...run }) => {
        const { total, layers } = epochs.series[name];
        const upside = { total: total.map((value) => 20_000 - value), layers };
        return { ...run, epochs: { ...epochs, series: { ...epochs.series, [name]: upside } } };
      });
    const choice = { field: 'training.learningRate', value: 0.003 };
    const variants = [measured, turned('canonicalBdm'), turned('bdm'), []].map((some, i) => {
      const value = i === 0 ? null : { ...choice, value: i };
      return { of: null, choice: value, ...makeEntry(`${i}`, some, asked).summary };
    });
    const { configurations } = summariseSensitivity(study, variants, '0.1.0', 1);
    expect(configurations[1].effect).toMatchObject({ signs: ['BDM in canonical order’s r'], isClear: true });
    expect(configurations[2].effect).toMatchObject({ signs: [], isClear: false });
    expect(configurations[3].effect).toEqual({ verdict: null, signs: [], isClear: false });
  });
});

describe('reports', () => {
  it('need nothing of a summary but what its file holds', () => {
    const input = makeInput(runs);
    expect(renderReport({ ...input, summary: read(input.summary) })).toBe(renderReport(input));
    const table = makeTableInput(entries);
    expect(renderTableReport({ ...table, summary: read(table.summary) })).toEqual(renderTableReport(table));
  });

  it('decide nothing: they say what the summary decides', () => {
    const input = makeInput(runs);
    const told = { ...input.summary.verdict, headline: 'Told so', evidence: ['For a reason.'] };
    expect(visibleText(renderReport({ ...input, summary: { ...input.summary, verdict: told } }))).toMatch(
      /Told so\. For a reason\./,
    );
    const table = makeTableInput(entries);
    const [first, ...others] = table.summary.configurations;
    const configurations = [{ ...first, decision: 'less' as const }, ...others];
    const [page] = renderTableReport({ ...table, summary: { ...table.summary, verdict: told, configurations } });
    expect(page.text).toMatch(/<td>block entropy<\/td><\/tr>/);
    expect(visibleText(page.text)).toContain('Told so. For a reason.');
    const entry = { of: null, choice: null, ...first, decision: 'less' as const, effect: null };
    const summary = { ...table.summary, verdict: told, configurations: [entry] };
    const [sensitivity] = renderSensitivityReport({ ...table, entries: entries.slice(0, 1), summary });
    expect(sensitivity.text).toContain('<b>verdict: block entropy</b>');
  });
});
