/**
 * A report: one HTML page that needs nothing else to be read. It answers the question in a sentence, shows the evidence,
 * and says how it was computed and what it does not show.
 */
import { processRuns } from '../../study/analysis/analysis.ts';
import { html } from '../markup/html.ts';
import { header, section } from '../markup/parts.ts';
import { pageOf } from '../markup/shell.ts';
import { rawChangeTable } from '../sections/changes.ts';
import { limitsSection, methodSection, referencesSection } from '../sections/method.ts';
import { refereeSection } from '../sections/referee.ts';
import { correlationTable } from '../sections/results.ts';
import type { Subject } from '../sections/subject.ts';
import { curvesSection, pairedSection, scatterSection } from '../sections/trajectories.ts';
import { validationSection } from '../sections/validation.ts';
import { weightsSection } from '../sections/weights.ts';

/** The report as the text of an HTML page. */
export function renderPage(subject: Subject): string {
  const { kind, name, setting, description, runs, analysis, verdict, options, pictures, table, version, point } =
    subject;
  const { kept } = analysis.runs;
  const processed = processRuns(runs, options);
  let figures = 0;
  const body = html`${header(`${kind} “${name}” · ${setting}`, verdict, description)}
${kept === 0 ? null : curvesSection(subject, ++figures)}
${section('results', 'Results', correlationTable(subject), rawChangeTable(subject))}
${kept === 0 ? null : refereeSection([{ ...analysis, name: null, holm: null }], point)}
${kept === 0 ? null : validationSection([{ ...analysis, name: null }], point)}
${processed.length < 2 ? null : pairedSection(subject, ++figures)}
${processed.length === 0 ? null : scatterSection(processed, subject, ++figures)}
${pictures && weightsSection(pictures, table, ++figures)}
${methodSection(subject)}
${limitsSection(subject, kept)}
${referencesSection(kind === 'study' ? 'Study reproduced' : 'Analysis as in')}`;
  return pageOf(`${name}: ${verdict.headline}`, version, body, Object.keys(analysis.measures));
}
