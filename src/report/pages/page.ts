/**
 * A report: one HTML page that needs nothing else to be read. It answers the question in a sentence, shows the evidence,
 * and says how it was computed and what it does not show.
 */
import type { CtmTable } from '../../ctm/index.ts';
import { type Analysis, type AnalysisOptions, processRuns } from '../../study/analysis.ts';
import type { Verdict } from '../../study/judgement/verdict.ts';
import type { MeasuredRun } from '../../study/trajectories.ts';
import { html } from '../markup/html.ts';
import { header, section } from '../markup/parts.ts';
import { pageOf } from '../markup/shell.ts';
import { rawChangeTable } from '../sections/changes.ts';
import { limitsSection, methodSection, referencesSection } from '../sections/method.ts';
import { refereeNotes, refereeTable } from '../sections/referee.ts';
import { correlationTable } from '../sections/results.ts';
import type { Subject } from '../sections/subject.ts';
import { curvesSection, pairedSection, scatterSection } from '../sections/trajectories.ts';
import { weightsSection } from '../sections/weights.ts';

export interface Page {
  readonly subject: Subject;
  readonly analysis: Analysis;
  /** What the analysis decides. */
  readonly verdict: Verdict;
  /** The finished runs that the analysis is of. */
  readonly runs: readonly MeasuredRun[];
  readonly options: AnalysisOptions;
  readonly table: CtmTable;
  /** Of this software. */
  readonly version: string;
}

/** The report as the text of an HTML page. */
export function renderPage(page: Page): string {
  const { subject, analysis, verdict, options } = page;
  const { kept } = analysis.runs;
  const measures = Object.keys(analysis.measures);
  const runs = [...page.runs].sort((a, b) => a.run - b.run);
  const processed = processRuns(runs, options);
  const refereed = [{ ...analysis, name: null, holm: null }];
  let figures = 0;
  const body = html`${header(`${subject.kind} “${subject.name}” · ${subject.setting}`, verdict, subject.description)}
${kept === 0 ? null : curvesSection(page, ++figures)}
${section('results', 'Results', correlationTable(analysis, subject, options), rawChangeTable(runs, measures, subject, options))}
${kept === 0 ? null : section('referee', 'What a referee asks', refereeTable(refereed, subject.point), refereeNotes(refereed, subject.point))}
${processed.length < 2 ? null : pairedSection(page, ++figures)}
${processed.length === 0 ? null : scatterSection(processed, page, ++figures)}
${subject.pictures && weightsSection(subject.pictures, page.table, ++figures)}
${methodSection(subject, analysis)}
${limitsSection(subject, kept)}
${referencesSection(subject)}`;
  return pageOf({ title: `${subject.name}: ${verdict.headline}`, version: page.version, body, series: measures });
}
