import { describe, expect, it } from 'vitest';
import { formatSensitivity, formatTable } from '../../src/cli/formatTable.ts';
import { summariseSensitivity } from '../../src/study/judgement/sensitivity.ts';
import { summariseTable } from '../../src/study/judgement/table.ts';
import { makeEntry, makeRun, spec, withSeries } from '../report/fixture.ts';

const runs = [makeRun(0, 6), makeRun(1, 8), makeRun(2, 9)];
const permuted = { data: { ...spec.data, labels: 'permuted' as const } };

function format(entries: ReturnType<typeof makeEntry>[]): string[] {
  const summaries = entries.map(({ summary }) => summary);
  const summary = summariseTable({ study: 'small', seed: 1 }, summaries, '0.1.0', 12.3);
  return formatTable(summary, 'runs/small/report.html').split('\n');
}

describe('the table for the terminal', () => {
  it('has the published row beneath its configuration, and says whether the intervals overlap', () => {
    const lines = format([makeEntry('first', runs), makeEntry('second', runs, permuted)]);
    const [first, ranks, published, second] = lines.slice(lines.findIndex((line) => line.startsWith('  first')));
    expect(first).toMatch(
      /^ {2}first +3 +80\.0.±.1\.0.% +1\.00 \[1\.00, 1\.00\] +0\.90 \[0\.\d\d, 1\.00\] +0\.10 \[−0\.\d\d, \d\.\d\d\] +\d/,
    );
    expect(ranks).toMatch(/^ {4}Spearman’s ρ +1\.00 \[1\.00, 1\.00\] +0\.\d\d \[−?\d\.\d\d, 1\.00\] +0\.\d\d \[/);
    expect(published).toMatch(/^ {4}published +79\.5.±.1\.0.% +0\.92–0\.94, 0\.06 apart +0\.74–0\.79, overlaps$/);
    expect(second).toMatch(/^ {2}second/);
    expect(lines.at(-2)).toBe('Report: runs/small/report.html (12.3 s)');
  });

  it('keeps to 120 columns, whatever the names', () => {
    const long = makeEntry('a configuration whose name is as long as names may be, x'.padEnd(60, 'x'), runs);
    const lines = format([long, makeEntry('absent', [], {}, { missing: 'not there' })]);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(120);
    expect(lines.join('\n')).toContain('…');
    expect(lines.find((line) => line.includes('absent'))).toMatch(/^ {2}absent +0 +data set not there$/);
  });

  it('compares what a question named in advance names, and leads with its answer', () => {
    const hypothesis = { measure: 'blockEntropy', rival: 'bdm', direction: 'less' as const };
    const asked = makeEntry('a', runs, { analysis: { ...spec.analysis, hypothesis } });
    const text = format([asked]).join('\n');
    expect(text).toMatch(/block entropy, r +BDM, r +difference/);
    expect(text).toContain(
      'tell whether block entropy follows the training loss more closely than BDM (predicted: less closely).',
    );
  });

  it('keeps to 120 columns with a question of series whose names are long', () => {
    const hypothesis = { measure: 'canonicalBdm', rival: 'canonicalPlaceboBdm', direction: 'more' as const };
    const measured = runs.map((run) => withSeries(run, 'canonicalBdm', 'canonicalPlaceboBdm'));
    const asked = { analysis: { ...spec.analysis, hypothesis } };
    const lines = format([makeEntry('a', measured, asked), makeEntry('b', measured, { ...permuted, ...asked })]);
    const head = lines.findIndex((line) => line.includes('difference'));
    expect(lines[head]).toMatch(/ canonical BDM, r +canonical placebo BDM, r +difference/);
    const table = lines.slice(head, lines.indexOf('', head));
    expect(table).toHaveLength(5);
    expect(Math.max(...table.map(({ length }) => length))).toBeLessThanOrEqual(120);
  });

  it('of one run has values only', () => {
    const text = format([makeEntry('a', [makeRun(0, 6)]), makeEntry('b', [makeRun(2, 6)], permuted)]).join('\n');
    expect(text).not.toMatch(/\[|one run\)|Holm/);
    expect(text).toContain('one run has no interval');
  });
});

describe('the choices of a study for the terminal', () => {
  const orders = ['rows', { random: 1 }].map((value) => ({ field: 'data.order', value }));
  const choices = [null, ...orders, { field: 'measures.order', value: 'random' }];
  const variants = choices.map((choice) => ({ of: null, choice, ...makeEntry('a', runs).summary }));

  it('are written as a spec has them', () => {
    const summary = summariseSensitivity({ study: 'small', seed: 1 }, variants, '0.1.0', 1);
    const text = formatSensitivity({ summary }, 'report.html');
    expect([...text.matchAll(/^ *((?:data|measures)\.\S+ \S+)/gm)].map(([, said]) => said)).toEqual([
      'data.order rows',
      'data.order {"random":1}',
      'measures.order random',
    ]);
  });
});
