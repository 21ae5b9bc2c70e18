/** The measures in their own units, at the same epoch of each run and, where one is given, at the same training loss. */
import { capitalised, decimal, level } from '../../format.ts';
import { factsOf } from '../../measures/index.ts';
import { LOSS_UNITS } from '../../nn/training/loss.ts';
import type { Estimate } from '../../study/analysis/analysis.ts';
import type { ShowFigure } from '../figures/figure.ts';
import { LOSS } from '../figures/theme.ts';
import { valuesFigure } from '../figures/values.ts';
import { NONE, seriesName } from '../markup/cells.ts';
import { type Content, html, type Markup } from '../markup/html.ts';
import { figureOf, section } from '../markup/parts.ts';
import { type Column, table } from '../markup/table.ts';
import type { Entry, Summarised } from './entries.ts';

interface Row {
  readonly of: string | null;
  readonly name: string;
  readonly entry: Summarised<Entry>;
}

/** "Values before normalisation": a figure of each series by configuration, and beneath it the same as a table. */
export function valuesSection(entries: readonly Summarised<Entry>[], show: ShowFigure, number: number): Markup {
  const names = [...new Set(entries.flatMap(({ summary }) => Object.keys(summary.values)))];
  const losses = new Set(entries.map(({ spec }) => spec.training.loss));
  const lossUnit = losses.size === 1 ? LOSS_UNITS[entries[0].spec.training.loss] : null;
  const unitOf = (name: string) => (name === LOSS ? lossUnit : factsOf(name).unit);
  const levels = new Set(entries.flatMap(({ spec }) => spec.analysis.atLoss ?? []));
  const loss = levels.size === 0 ? null : `at a training loss of ${[...levels].join(' or ')}`;
  const pictures = show('figures/values.svg', (options) =>
    valuesFigure(
      entries.map(({ name, summary: { values } }) => ({ name, values })),
      names.map((name) => ({ name, unit: unitOf(name) })),
      { ...options, kept: 'in the epoch of the weights kept', atLoss: loss },
    ),
  );
  const rows = entries.map((entry) =>
    names.flatMap((name, i): Row[] =>
      name in entry.summary.values ? [{ of: i === 0 ? entry.name : null, name, entry }] : [],
    ),
  );
  const confidence = level(entries[0].summary.confidence);
  const atLoss = html` At equal loss: in each run’s first epoch whose mean training loss is at or below that of
<code>analysis.atLoss</code>, whether or not weights were kept there; with how many runs reach it.`;
  return section(
    'values',
    'Values before normalisation',
    figureOf(
      number,
      pictures,
      html`Training loss and measures in their own units: means over all finished runs with ${confidence} bootstrap intervals. Filled:
the epoch of the weights kept.${loss === null ? null : html` Rings: ${loss}, where what differs is not how far a run has learnt.`}`,
    ),
    table('results', columnsFor(loss), ...rows),
    html`<p class="note">Epoch means, not processed.${loss === null ? null : atLoss}</p>`,
  );
}

function columnsFor(loss: string | null): Column<Row>[] {
  const columns: Column<Row>[] = [
    { head: 'Configuration', cell: ({ of }) => of },
    { head: 'Series', cell: ({ name }) => seriesName(name), isName: true },
    { head: 'First epoch', cell: (row) => valueCell(row, row.entry.summary.values[row.name].first) },
    { head: 'As kept', cell: (row) => valueCell(row, row.entry.summary.values[row.name].kept) },
  ];
  if (loss === null) return columns;
  const cell = (row: Row): Content => {
    const value = row.entry.summary.values[row.name].atLoss;
    return value === null ? NONE : valueCell(row, value);
  };
  const reached = ({ entry: { summary } }: Row) => {
    const { atLoss } = summary.values[LOSS];
    return atLoss === null ? NONE : `${atLoss.defined} of ${summary.runs.finished}`;
  };
  return [
    ...columns,
    { head: capitalised(loss), cell },
    { head: 'Runs that reach it', cell: (row) => (row.of === null ? null : reached(row)) },
  ];
}

/** A mean with its interval beneath, in the decimals of the series. */
function valueCell({ name }: Row, { mean, lo, hi }: Estimate): Content {
  if (mean === null) return NONE;
  const decimals = name === LOSS ? 3 : factsOf(name).decimals;
  const [low, high] = [lo, hi].map((end) => (end === null ? null : decimal(end, decimals)));
  return html`${decimal(mean, decimals)}${low && html`<br/><span class="range">[${low}, ${high}]</span>`}`;
}
