/** The results in a table: how each measure correlates with the loss. */
import { decimal, level, meanAndDeviation, present, pValue } from '../../format.ts';
import { factsOf } from '../../measures/index.ts';
import type { Interval } from '../../stats/bootstrap.ts';
import type { Analysis, Correlations, Difference, Estimate } from '../../study/analysis/analysis.ts';
import { CLAIM, type Hypothesis } from '../../study/judgement/claim.ts';
import { type Published, rangeInWords } from '../../study/judgement/published.ts';
import { estimate, testOutcome, undefinedRuns } from '../../study/judgement/words.ts';
import { seriesName } from '../markup/cells.ts';
import { type Content, html, type Markup } from '../markup/html.ts';
import { type Column, table } from '../markup/table.ts';
import { PAPER } from './method.ts';
import type { Subject } from './subject.ts';

/** Rows of single matrices that may stand in the one table; more would hide what follows. */
const MOST_SHOWN = 20;

/** What stands in each column; the values where there are any. */
type Row = Readonly<Record<'name', Content> & Partial<Record<'pearson' | 'spearman' | 'runs' | 'published', Content>>>;

/**
 * Correlations of each measure with the loss, of the network and of each matrix, the paired difference and, where there
 * is one, the test accuracy or loss; published values beside them where the setting is theirs. One run has no intervals.
 */
export function correlationTable(subject: Subject): Markup {
  const { kind, analysis, published, isPooled, matrices, point, options } = subject;
  const { measures, planes, difference, hypothesis, references, testLoss, runs } = analysis;
  const isOne = runs.kept === 1;
  const confidence = level(options.confidence);
  const interval = isOne ? '' : ` [${confidence}]`;
  const columns = present<Column<Row>>(
    { head: 'Correlation with the loss', cell: ({ name }) => name },
    { head: `Pearson r${interval}`, cell: ({ pearson }) => pearson },
    { head: `Spearman ρ${interval}`, cell: ({ spearman }) => spearman },
    !isOne && { head: 'Runs', cell: ({ runs }) => runs },
    published && { head: 'Published', cell: ({ published }) => published },
  );

  const cell = (value: Estimate, signed = false) => {
    if (isOne) return value.mean === null ? 'undefined' : decimal(value.mean, 2, signed);
    return html`<span class="range">${estimate(value, signed)}</span>`;
  };
  const row = (name: Content, { pearson, spearman }: Correlations, signed = false, beside: Content = null): Row => {
    const some = pearson.undefined > 0 && pearson.mean !== null;
    return {
      name,
      pearson: html`${cell(pearson, signed)}${some ? html`<br/><small>${undefinedRuns(pearson)}</small>` : null}`,
      spearman: cell(spearman, signed),
      runs: pearson.defined,
      published: beside,
    };
  };
  const whole = (name: string) => {
    const how = isPooled ? 'pooled' : factsOf(name).layers === 'mean' ? 'averaged' : 'summed';
    return matrices.length === 1 ? 'the weight matrix' : `all ${kind === 'study' ? 'layers' : 'matrices'}, ${how}`;
  };
  const p = (gap: Difference) => (gap.p === null ? '' : pValue(gap.p));
  const ranges: Readonly<Record<string, Interval>> = published?.intervals ?? {};
  const networks = Object.entries(measures).map(([name, relation]) =>
    row(html`${seriesName(name)}, ${whole(name)}`, relation, false, ranges[name] && rangeInWords(ranges[name])),
  );
  const gap = published && `${decimal(published.gap, published.intervals === null ? 2 : 3, true)} (midpoints)`;
  const testOf = (of: Correlations<Difference>): Row[] =>
    isOne ? [] : [{ name: 'its sign-flip test', pearson: p(of.pearson), spearman: p(of.spearman) }];
  const named = ({ measure, rival }: Hypothesis) =>
    `${factsOf(measure).label} − ${factsOf(rival).label} (named in advance)`;
  const compared = present<Row>(
    row(html`<b>Paired difference</b>, BDM − block entropy`, difference, true, gap),
    ...testOf(difference),
    hypothesis && row(html`<b>Paired difference</b>, ${named(hypothesis)}`, hypothesis.difference, true),
    ...(hypothesis ? testOf(hypothesis.difference) : []),
  );
  const forComparison = [
    row(`For comparison: exp(−${point})`, references.decay),
    row(html`<b>Paired difference</b>, BDM − exp(−${point})`, references.decay.comparison, true),
    ...testOf(references.decay.comparison),
    row('For comparison: a straight decline', references.line),
  ];
  const each = Object.entries(measures).flatMap(([name, { layers }]) =>
    layers.map((of, i) => row(html`<span class="part">${seriesName(name)}, ${matrices[i]}</span>`, of)),
  );
  const isBeneath = each.length > MOST_SHOWN;
  const [tested, outcome] = testOutcome(analysis);
  const accuracy = published?.accuracy;
  const test: Row = {
    name: html`<b>Test ${tested}</b>, mean ± SD`,
    pearson: outcome,
    runs: runs.finished,
    published: accuracy && meanAndDeviation(accuracy.mean, accuracy.sd),
  };
  const parts = present(
    [...networks, ...compared],
    forComparison,
    !isBeneath && matrices.length !== 1 && each,
    (testLoss.mean !== null || runs.finished === 0) && [test],
  );
  const ofPlanes = CLAIM.map((name) =>
    planes.map((of) => row(html`${seriesName(name)}, ${matrices[of.layer]}, bit ${of.plane}`, of.measures[name])),
  );
  const details = (summary: string, ...rows: Row[][]) =>
    html`\n<details><summary>${summary}</summary>\n${table('results', columns, ...rows)}</details>`;

  return html`${table('results', columns, ...parts)}
<p class="note">${
    isOne
      ? 'One run has no interval over runs and no test of the difference.'
      : html`Correlations are means over runs, with ${confidence} bootstrap intervals over runs. “Runs” says how many
define the value.`
  } The two curves for comparison know nothing of the networks, only the number of the ${point}: trajectories
are short and dominated by the first ${point}s, so that any curve that falls fast and then levels off comes near r = 1.${
    hasUndefined(analysis)
      ? ` It is undefined ${isOne ? '' : 'in a run '}where the trajectory is constant: no correlation exists there.`
      : ''
  } ${published && sourceOf(published)}</p>${
    isBeneath ? details(`Each of the ${matrices.length} weight matrices`, each) : null
  }${
    planes.length === 0
      ? null
      : details('Each bit plane of the weights that are not binary (bit 0 is the least significant)', ...ofPlanes)
  }`;
}

/** Where the published values are from. */
function sourceOf({ intervals, gap, setting, table, caveat }: Published): Markup {
  const what =
    intervals === null
      ? `Of this row of the paper only the gap between the two interval midpoints is at hand, ${decimal(gap, 2, true)}`
      : 'Published: 95 % intervals of Pearson’s r';
  return html`${what}: ${setting}, 200 runs, ${table} of Sakabe et al.,
${PAPER}. The paper leaves some choices of the protocol open, so
near agreement is to be expected, not exact. ${caveat}`;
}

function hasUndefined({ measures, difference }: Analysis): boolean {
  return [difference, ...Object.values(measures).flatMap((one) => [one, ...one.layers])].some(
    ({ pearson, spearman }) => pearson.undefined + spearman.undefined > 0,
  );
}
