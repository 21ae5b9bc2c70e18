import { CLAIM } from '../../study/judgement/claim.ts';
import type { StudySummary } from '../../study/judgement/table.ts';
import { type ReportFile, type ShowFigure, showAsFile, showInPage } from '../figures/figure.ts';
import { html, Markup } from './html.ts';
import { markdownOf } from './markdown.ts';
import { styleFor } from './style.ts';

/** A page that needs nothing else to be read; `series` are the names of all that has a colour of its own. */
export function pageOf(title: string, version: string, body: Markup, series: readonly string[]): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="generator" content="kolmoscope ${version}"/>
<title>${title}</title>
<link rel="icon" href="data:,"/>
<style>${new Markup(styleFor(series))}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.text;
}

/** A report of several configurations as a page and as Markdown, and the figures of the latter. */
export function pageAndText(
  name: string,
  study: string,
  summary: Pick<StudySummary, 'verdict' | 'kolmoscope'> & { configurations: readonly { measures: object }[] },
  bodyOf: (show: ShowFigure) => Markup,
): ReportFile[] {
  const { verdict, kolmoscope, configurations } = summary;
  const series = new Set([...CLAIM, ...configurations.flatMap(({ measures }) => Object.keys(measures))]);
  const title = `${study}: ${verdict.headline}`;
  const page = pageOf(title, kolmoscope, bodyOf(showInPage), [...series]);
  const figures: ReportFile[] = [];
  const markdown = markdownOf(bodyOf(showAsFile(figures)));
  return [{ path: `${name}.html`, text: page }, { path: `${name}.md`, text: markdown }, ...figures];
}
