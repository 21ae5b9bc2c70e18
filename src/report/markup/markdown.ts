/** A report's body as Markdown: the same words and tables, for a paper's supplement. GitHub and Pandoc read it. */
import { parseHTML } from 'linkedom/worker';
import type { Markup } from './html.ts';

/** Markdown of what reports are made of: sections, headings, paragraphs, lists, tables, figures by their file. */
export function markdownOf(body: Markup): string {
  const { document } = parseHTML(`<!doctype html><html><body>${body.text}</body></html>`);
  // What stands beside an entity is a node of its own until then.
  document.body.normalize();
  const blocks = [...document.body.childNodes].flatMap(blocksOf);
  return `${blocks.join('\n\n')}\n`;
}

/** What is read of the parsed body. */
type Node = Pick<Element, 'nodeType' | 'textContent' | 'childNodes'>;

interface Element {
  readonly nodeType: number;
  readonly textContent: string | null;
  readonly childNodes: Iterable<Node>;
  readonly localName: string;
  readonly children: Iterable<Element>;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Element>;
}

const ELEMENT = 1;

/** Each block's text, without blank lines around it. */
function blocksOf(node: Node): string[] {
  if (node.nodeType !== ELEMENT) return paragraph(node);
  const element = node as Element;
  switch (element.localName) {
    case 'h1':
    case 'h2':
    case 'h3':
      return [`${'#'.repeat(Number(element.localName[1]))} ${inline(element)}`];
    case 'ul':
      return [[...element.children].map((item) => `- ${inline(item)}`).join('\n')];
    case 'dl':
      return [definitions(element)];
    case 'table':
      return [table(element)];
    case 'p':
    case 'figcaption':
    case 'summary':
    case 'img':
      return paragraph(element);
    case 'code':
      return [`    ${element.textContent}`];
    default:
      return [...element.childNodes].flatMap(blocksOf);
  }
}

function paragraph(node: Node): string[] {
  const text = inline(node);
  // A line that begins so would be a heading or a list.
  return text === '' ? [] : [text.replace(/^(?=#+ |[-+] )/, '\\').replace(/^(\d+)(?=[.)] )/, '$1\\')];
}

function definitions(list: Element): string {
  const [terms, facts] = ['dt', 'dd'].map((name) => [...list.querySelectorAll(name)].map(inline));
  return terms.map((term, i) => `- **${term}:** ${facts[i]}`).join('\n');
}

/** A pipe table; its first row is the head. */
function table(element: Element): string {
  const rows = [...element.querySelectorAll('tr')].map((row) => [...row.children].map((cell) => inline(cell)));
  const width = Math.max(...rows.map(({ length }) => length));
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: width }, (_, i) => cells[i] || ' ').join(' | ')} |`;
  const [head, ...body] = rows.map(line);
  return [head, `|${' --- |'.repeat(width)}`, ...body].join('\n');
}

/** The text within a block, on one line. */
function inline(node: Node): string {
  return marked(node)
    .replace(/\s*\n\s*/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function marked(node: Node): string {
  if (node.nodeType !== ELEMENT) return escaped(node.textContent ?? '');
  const element = node as Element;
  const content = () => [...element.childNodes].map(marked).join('');
  switch (element.localName) {
    case 'br':
      return ' ';
    case 'b':
      return `**${content().trim()}**`;
    case 'code':
      return code(element.textContent ?? '');
    case 'a':
      return `[${content()}](${address(element.getAttribute('href'))})`;
    case 'img':
      return `![${escaped(element.getAttribute('alt') ?? '')}](${address(element.getAttribute('src'))})`;
    case 'sub':
      return [...(element.textContent ?? '')].map((sign) => SUBSCRIPTS[sign] ?? sign).join('');
    case 'sup':
      return [...(element.textContent ?? '')].map((sign) => SUPERSCRIPTS[sign] ?? sign).join('');
    default:
      return content();
  }
}

const SUBSCRIPTS: Readonly<Record<string, string>> = numerals('₀₁₂₃₄₅₆₇₈₉');
const SUPERSCRIPTS: Readonly<Record<string, string>> = { ...numerals('⁰¹²³⁴⁵⁶⁷⁸⁹'), '−': '⁻' };

function numerals(digits: string): Record<string, string> {
  return Object.fromEntries([...digits].map((digit, i) => [String(i), digit]));
}

/** Text that is shown as it is. Brackets make links only before a parenthesis, a bracket or a colon. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_<>|~$^]/g, '\\$&')
    .replace(/\](?=[([:])/g, '\\]')
    .replace(/&(?=#?\w+;)/g, '&amp;');
}

/** Spaces and parentheses would end it. */
function address(target: string | null): string {
  return (target ?? '').replace(/[\s()<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Between so many backticks that those within do not end it; a pipe would end the cell of a table. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${text.replaceAll('|', '\\|')}${space}${fence}`;
}
