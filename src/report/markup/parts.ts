/** What pages are made of beside tables. */
import { type Content, html, type Markup } from './html.ts';

/** A term and what is to be said of it. */
export type Fact = readonly [term: Content, fact: Content];

export function definitions(facts: readonly Fact[]): Markup {
  return html`<dl>
${facts.map(([term, fact]) => html`<dt>${term}</dt><dd>${fact}</dd>\n`)}</dl>`;
}

export function list(items: readonly Content[], className = 'items'): Markup {
  return html`<ul class="${className}">
${items.map((item) => html`<li>${item}</li>\n`)}</ul>`;
}

export function section(id: string, title: Content, ...content: Content[]): Markup {
  return html`<section id="${id}"><h2>${title}</h2>
${content.map((part) => html`${part}\n`)}</section>`;
}

/** The figure of this number. */
export function figureOf(number: number, pictures: Content, caption: Content): Markup {
  return html`<figure>
${pictures}
<figcaption><b>Figure ${number}.</b> ${caption}</figcaption>
</figure>
`;
}

/** What the page is of, the answer in a sentence, and what it rests on. */
export function header(
  over: Content,
  { headline, evidence }: { readonly headline: string; readonly evidence: readonly string[] },
  description: string,
): Markup {
  return html`<header>
<p class="over">Kolmoscope · ${over}</p>
<h1>${headline}.</h1>
<p class="lead">${evidence.join(' ')}</p>
${description === '' ? null : html`<p class="meta">About this study: ${description}</p>`}
</header>
`;
}
