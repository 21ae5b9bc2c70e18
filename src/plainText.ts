/**
 * A text as one line in which nothing acts: what controls a terminal, breaks lines, turns the direction of writing or is
 * invisible stands as an escape, such as `\x1b` and `\u202e`, so that one sees what is there.
 */
export function plainText(text: string): string {
  return text.replace(ACTING, escaped);
}

/** The same of several lines: their ends and tabs stay. */
export function plainLines(text: string): string {
  return text.replace(ACTING, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));
}

/** The same of JSON, which reads back as it was. */
export function plainJson(json: string): string {
  return json.replace(ACTING, (character) => {
    const units = character.split('');
    return character === '\n' ? character : units.map((unit) => `\\u${hex(unit, 4)}`).join('');
  });
}

/** Control and format characters, what is no character (yet), and the separators of lines and paragraphs. */
const ACTING = /[\p{C}\p{Zl}\p{Zp}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  if (Object.hasOwn(NAMED, character)) return NAMED[character];
  if (character < '\u0100') return `\\x${hex(character, 2)}`;
  return character.length === 1 ? `\\u${hex(character, 4)}` : `\\u{${hex(character, 0)}}`;
}

function hex(character: string, digits: number): string {
  return (character.codePointAt(0) as number).toString(16).padStart(digits, '0');
}
