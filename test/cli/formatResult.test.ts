import { describe, expect, it } from 'vitest';
import { formatResult } from '../../src/cli/formatResult.ts';
import { runCommand } from '../../src/cli/run.ts';
import { sensitivityCommand } from '../../src/cli/sensitivity.ts';
import { MEASURES } from '../../src/measures/index.ts';
import { makeInput, makeRun, withSeries } from '../report/fixture.ts';

const runs = [makeRun(0, 6), makeRun(1, 8), makeRun(2, 9)];

function linesOf(isAsked: boolean, ...series: string[]): string[] {
  const { summary } = makeInput(runs.map((run) => withSeries(run, ...series)));
  return formatResult(summary, isAsked, 'report.html').split('\n');
}

describe('the result for the terminal', () => {
  it('has a first column as wide as its longest name needs, and 24 at least', () => {
    expect(linesOf(true)).toContainEqual(expect.stringMatching(/^ {2}BDM {21}1\.00 \[/));
    const lines = linesOf(true, 'bdm_correlated_2dn4_pooled');
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}BDM \(correlated, 2d-n4, pooled\) {2}1\.00 \[/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}BDM {30}1\.00 \[/));
  });

  it('keeps its values apart, however long they are', () => {
    const { summary } = makeInput(runs);
    const { bdm } = summary.measures;
    const none = { ...bdm.pearson, mean: null, lo: null, hi: null, defined: 0, undefined: 20 };
    const measures = { ...summary.measures, bdm: { ...bdm, pearson: none, spearman: none } };
    const lines = formatResult({ ...summary, measures }, true, 'report.html').split('\n');
    expect(lines).toContainEqual('  BDM                     undefined (20 of 20 runs)  undefined (20 of 20 runs)');
  });

  it('has BDM’s paired difference from exp(−epoch) beneath that curve, and its test', () => {
    const lines = linesOf(true);
    const place = lines.findIndex((line) => line.startsWith('  exp(−epoch) '));
    expect(lines[place + 1]).toMatch(/^ {2}BDM − exp\(−epoch\) +−?\d\.\d\d \[.+\] +−?\d\.\d\d \[/);
    expect(lines[place + 2]).toMatch(/^ {4}sign-flip test +p\s=\s0\.250 +p\s=\s\d/u);
  });

  it('has every series that was asked for, else those that the table of measures names', () => {
    const has = (lines: string[], name: string) => lines.some((line) => line.startsWith(`  ${name}  `));
    const asked = linesOf(true, 'bitEntropy', 'lempelZiv', 'deflate');
    const usual = linesOf(false, 'bitEntropy', 'lempelZiv', 'deflate');
    for (const { short, inTerminal } of [MEASURES.bitEntropy, MEASURES.lempelZiv, MEASURES.deflate]) {
      expect(has(asked, short)).toBe(true);
      expect(has(usual, short)).toBe(inTerminal);
    }
  });
});

it.each([
  [runCommand(), /default: runs\/<study>\)/, 'print summary.json'],
  [sensitivityCommand(), /default:\s+runs\/<study>-sensitivity\)/, 'print sensitivity.json'],
])('a command’s help says where its own results go', (command, folder, numbers) => {
  expect(command.helpInformation()).toMatch(folder);
  expect(command.helpInformation()).toContain(numbers);
});
