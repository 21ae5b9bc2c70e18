const VOID = new Set(['meta', 'link', 'br']);
const TAG = /<(\/?)([a-zA-Z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;

/** Throws unless every tag is closed in its turn, and every attribute stands in double quotes once. */
export function checkWellFormed(markup: string): void {
  const open: string[] = [];
  let at = markup.startsWith('<!doctype html>') ? '<!doctype html>'.length : 0;
  for (;;) {
    at = markup.indexOf('<', at);
    if (at < 0) break;
    TAG.lastIndex = at;
    const match = TAG.exec(markup);
    const near = markup.slice(at, at + 80);
    if (match === null) throw new Error(`no tag: ${near}`);
    const [tag, slash, name, attributes, self] = match;
    const names = [...attributes.matchAll(/\s([\w:-]+)="/g)].map(([, attribute]) => attribute);
    if (new Set(names).size < names.length) throw new Error(`an attribute twice: ${near}`);
    if (slash === '/') {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last}>: ${markup.slice(at - 80, at + 20)}`);
    } else if (self === '') {
      if (VOID.has(name)) throw new Error(`not closed: ${near}`);
      open.push(name);
    }
    at += tag.length;
    if (name === 'style' && slash === '') at = markup.indexOf('</style>', at);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(' ')}`);
}

/** How often a pattern occurs. */
export function occurrences(markup: string, pattern: RegExp): number {
  return [...markup.matchAll(pattern)].length;
}

/** The text that a reader sees, without tags, style and with entities resolved; white space is one space. */
export function visibleText(markup: string): string {
  return markup
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
}
