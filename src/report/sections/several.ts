/** How the numbers of several configurations came about: what is common to reports of tables and of sensitivity. */
import { BLOCK_SHAPE } from '../../bdm/index.ts';
import { capitalised, count, duration, present } from '../../format.ts';
import { html, type Markup } from '../markup/html.ts';
import { definitions, type Fact, list, section } from '../markup/parts.ts';
import { table } from '../markup/table.ts';
import { choicesTable } from './choices.ts';
import { partChoices } from './differing.ts';
import type { Entry, SeveralInput, Summarised } from './entries.ts';
import { fixedChoices, howMeasured, reproductionFacts, SEVERAL_RUNS, tablesOfStudy, whenMeasured } from './method.ts';

/** "What is missing": data sets, lost runs, runs that were left out; null where nothing is. */
export function missingSection(entries: readonly Summarised<Entry>[]): Markup | null {
  const items = entries.flatMap((entry) => missingItems(entry).map((item) => html`<b>${entry.name}</b>: ${item}`));
  if (items.length === 0) return null;
  const note = html`<p class="note">Nothing stands in the place of what is missing, and no run is replaced by another.</p>`;
  return section('missing', 'What is missing', list(items), note);
}

function missingItems({ spec, summary: { diverged, missing, runs } }: Summarised<Entry>): string[] {
  const unfinished = runs.asked - runs.finished - diverged.length;
  const short = runs.finished - runs.kept;
  const absent = unfinished === runs.asked ? 'not performed' : `${count(unfinished, 'run')} not performed`;
  const before = spec.analysis.fewestEpochs;
  return present(
    // What is missing and how to get it, without where this machine looked for it.
    missing !== null && `${absent}. ${capitalised(missing.replace(/ \(looked in .*?\)(?=;)/, ''))}`,
    missing === null && unfinished > 0 && `${count(unfinished, 'run')} did not finish.`,
    diverged.length > 0 &&
      `${count(diverged.length, 'run')} lost: ${diverged.map((lost) => lost.diverged).join('; ')}.`,
    short > 0 && `${count(short, 'finished run')} left out, because the weights kept came before epoch ${before}.`,
  );
}

/** "How this was computed". */
export function severalMethod(
  { study, summary, performed, command }: SeveralInput,
  entries: readonly Summarised<Entry>[],
): Markup {
  const specs = entries.map(({ spec }) => spec);
  const facts: Fact[] = [
    ['Seed', `${study.seed}: a run is decided by its configuration and its number, whatever else is run`],
    ...tablesOfStudy(entries),
  ];
  const time = `${duration(summary.seconds)} of wall time, in which ${count(performed, 'run')} ${performed === 1 ? 'was' : 'were'} performed`;
  const distinct = (sentences: readonly string[]) => [...new Set(sentences)].join(' ');
  return section(
    'method',
    'How this was computed',
    definitions(reproductionFacts(command, facts, summary.kolmoscope, time)),
    html`<h3>Every choice that all configurations share</h3>`,
    choicesTable(partChoices(specs).common, 'Field of the spec'),
    html`<h3>The measures</h3>`,
    howMeasured(BLOCK_SHAPE, distinct(specs.map(whenMeasured))),
    [...new Map(specs.map(({ training }) => [training.optimizer, fixedChoices(training)])).values()],
    SEVERAL_RUNS,
    html`<h3>What identifies the runs</h3>`,
    table(
      'choices',
      [
        { head: 'Configuration', cell: ({ name }) => name },
        {
          head: 'Hash of what is trained',
          cell: ({ summary }) => html`<code class="hash">${summary.specHash}</code>`,
        },
      ],
      entries,
    ),
  );
}
