/** How the numbers of several configurations came about: what is common to reports of tables and of sensitivity. */
import { BLOCK_SHAPE } from '../bdm/index.ts';
import { choicesTable } from './choices.ts';
import { partChoices } from './differing.ts';
import type { Entry, SeveralInput } from './entries.ts';
import { capitalised, count, duration } from './format.ts';
import { type Content, html, type Markup } from './html.ts';
import { howMeasured, SEVERAL_RUNS, tableFacts } from './method.ts';
import { fixedChoices, whenMeasured } from './study.ts';

/** "What is missing": data sets, lost runs, runs that were left out; null where nothing is. */
export function missingSection(entries: readonly Entry[]): Markup | null {
  const items = entries.flatMap(missingItems);
  if (items.length === 0) return null;
  return html`<section id="missing"><h2>What is missing</h2>
<ul>
${items.map(
  (item) => html`<li>${item}</li>
`,
)}</ul>
<p class="note">Nothing stands in the place of what is missing, and no run is replaced by another.</p>
</section>`;
}

function missingItems({ name, spec, summary }: Entry): Markup[] {
  const { diverged, missing, runs } = summary;
  const unfinished = runs.asked - runs.finished - diverged.length;
  const short = runs.finished - runs.kept;
  return [
    ...(missing === null
      ? []
      : [
          html`<b>${name}</b>: ${unfinished === runs.asked ? 'not performed' : `${count(unfinished, 'run')} not performed`}. ${withoutPlaces(missing)}`,
        ]),
    ...(missing === null && unfinished > 0 ? [html`<b>${name}</b>: ${count(unfinished, 'run')} did not finish.`] : []),
    ...(diverged.length === 0
      ? []
      : [
          html`<b>${name}</b>: ${count(diverged.length, 'run')} lost: ${diverged.map((lost) => lost.diverged).join('; ')}.`,
        ]),
    ...(short === 0
      ? []
      : [
          html`<b>${name}</b>: ${count(short, 'finished run')} left out, because the weights kept came before epoch
${spec.analysis.fewestEpochs}.`,
        ]),
  ];
}

/** What is missing and how to get it, without where this machine looked for it. */
function withoutPlaces(missing: string): string {
  return capitalised(missing.replace(/ \(looked in .*?\)(?=;)/, ''));
}

/** "How this was computed". */
export function severalMethod({ study, entries, seconds, performed, version, command }: SeveralInput<Entry>): Markup {
  const specs = entries.map(({ spec }) => spec);
  const tables = new Map(entries.map(({ table }) => [table.sha256, table]));
  const facts: [Content, Content][] = [
    ['To reproduce', html`<code class="command">${command}</code>`],
    ['Seed', `${study.seed}: a run is decided by its configuration and its number, whatever else is run`],
    ['Software', `kolmoscope ${version}`],
    [
      'Computing time',
      `${duration(seconds)} of wall time, in which ${count(performed, 'run')} ${performed === 1 ? 'was' : 'were'} performed`,
    ],
    ...[...tables.values()].flatMap((table) => {
      const blocks = { measured: 0, missing: 0 };
      for (const entry of entries) {
        if (entry.table.sha256 !== table.sha256) continue;
        blocks.measured += entry.summary.blocks.measured;
        blocks.missing += entry.summary.blocks.missing;
      }
      return tableFacts(table, blocks, BLOCK_SHAPE);
    }),
  ];
  const distinct = (sentences: readonly (string | null)[]) => [...new Set(sentences)].join(' ');
  return html`<section id="method"><h2>How this was computed</h2>
<dl>
${facts.map(
  ([term, fact]) => html`<dt>${term}</dt><dd>${fact}</dd>
`,
)}</dl>
<h3>Every choice that all configurations share</h3>
${choicesTable(partChoices(specs).common, 'Field of the spec')}
<h3>The measures</h3>
${howMeasured(BLOCK_SHAPE, distinct(specs.map(whenMeasured)))}
${[...new Map(specs.map(({ training }) => [training.optimizer, fixedChoices(training)])).values()]}
${SEVERAL_RUNS}
<h3>What identifies the runs</h3>
<div class="scroll" tabindex="0"><table class="choices">
<thead><tr><th scope="col">Configuration</th><th scope="col">Hash of its spec and table</th></tr></thead>
<tbody>
${entries.map(
  ({
    name,
    summary,
  }) => html`<tr><th scope="row">${name}</th><td><code class="hash">${summary.specHash}</code></td></tr>
`,
)}</tbody></table></div>
</section>`;
}
