import { plainLines } from '../../plainText.ts';

/** Markup that is known to be safe to put into a page as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | null | undefined | readonly Content[];

/**
 * Template of markup: html`<p>${name}</p>`. What is filled in is escaped unless it is Markup; an array's items are
 * joined, null and undefined leave nothing. Values in attributes must stand in quotes.
 */
export function html(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  return new Markup(parts.reduce((text, part, i) => text + render(contents[i - 1]) + part));
}

/** Text as it has to be written in HTML or XML, in an element or in a quoted attribute. */
export function escapeText(text: string): string {
  return plainLines(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function render(content: Content): string {
  if (content === null || content === undefined) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(render).join('');
  return escapeText(String(content));
}
