import { describe, expect, it } from 'vitest';
import { formatTable } from '../../src/cli/formatTable.ts';
import { summariseTable } from '../../src/study/judgement/table.ts';
import { makeEntry, makeRun, spec } from '../report/fixture.ts';

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

  it('of one run has values only', () => {
    const text = format([makeEntry('a', [makeRun(0, 6)]), makeEntry('b', [makeRun(2, 6)], permuted)]).join('\n');
    expect(text).not.toMatch(/\[|one run\)|Holm/);
    expect(text).toContain('one run has no interval');
  });
});
