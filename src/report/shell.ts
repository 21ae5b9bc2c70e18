import { html, Markup } from './html.ts';
import { STYLE } from './style.ts';

interface Shell {
  readonly title: string;
  /** Of this software. */
  readonly version: string;
  readonly body: Markup;
  /** For tables of many columns. */
  readonly isWide?: boolean;
}

/** A page that needs nothing else to be read. */
export function pageOf({ title, version, body, isWide = false }: Shell): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="generator" content="kolmoscope ${version}"/>
<title>${title}</title>
<link rel="icon" href="data:,"/>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main${isWide ? new Markup(' class="broad"') : null}>
${body}
</main>
</body>
</html>
`.text;
}
