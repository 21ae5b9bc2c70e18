import { expect, test } from 'vitest';
import { curvesFigure, renderReport, renderTableReport } from '../../src/report/index.ts';
import { makeEntry, makeInput, makeRun, makeTableInput, spec } from './fixture.ts';
import { checkWellFormed, visibleText } from './markup.ts';

/** Each epoch of two steps has an evaluation, whose loss falls late. */
const runs = [makeRun(0, 9), makeRun(1, 12), makeRun(2, 12)].map((run) => {
  const steps = run.epochs.loss.map((_, i) => 2 * i + 1);
  const planes = [
    { layer: 1, plane: 3, series: { bdm: run.epochs.loss.map((_, i) => 50 - i ** 2), blockEntropy: [] } },
  ];
  return {
    ...run,
    epochs: { ...run.epochs, planes },
    validation: { steps, loss: steps.map((step) => 3 - step ** 2 / 300 + 0.001 * run.run) },
  };
});
const asking = { analysis: { ...spec.analysis, validation: true } };

test('a study that asks has a table of both losses, and the second in its figure', () => {
  const input = makeInput(runs, asking);
  const page = renderReport(input);
  expect(() => checkWellFormed(page)).not.toThrow();
  const words = visibleText(page);
  expect(words).toContain('Which of the two losses');
  expect(words).toMatch(/layer 2, plane 3/);
  expect(words).toContain('Mean trajectories of training loss, validation loss, BDM and block entropy by epoch');
  // What it says is what the analysis found.
  const { pearson, training, difference } = input.summary.validation?.bySeries.bdm ?? {};
  const [, row = ''] = words.split('Second minus first')[1]?.split('BDM') ?? [];
  for (const value of [training?.pearson, pearson])
    expect(row).toContain(String(value?.mean?.toFixed(2)).replace('-', '−'));
  expect(row).toContain(String(Math.abs(Number(difference?.pearson.mean)).toFixed(2)));
  expect(curvesFigure(input.summary)).toContain('validation loss');
});

test('one that does not ask has neither', () => {
  const page = renderReport(makeInput(runs));
  expect(page).not.toContain('id="validation"');
  expect(page).not.toMatch(/training loss, validation loss/);
});

test('a table has the rows of those configurations that ask', () => {
  const entries = [makeEntry('with', runs, asking), makeEntry('without', runs)];
  const [{ text }] = renderTableReport(makeTableInput(entries));
  const section = visibleText(text).split('Which of the two losses')[1] ?? '';
  expect(section).toContain('with');
  expect(section.split('p-value')[0]).not.toContain('without');
});
