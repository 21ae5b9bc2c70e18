import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainJson, plainLines, plainText } from '../src/plainText.ts';

test('what acts is shown as JavaScript and the shell write it', () => {
  const acting: [string, string][] = [
    ['\0', '\\x00'],
    ['\n\r\t', '\\n\\r\\t'],
    ['\u001b[31mred', '\\x1b[31mred'],
    ['\u007f\u009b2J', '\\x7f\\x9b2J'],
    ['\u202aa\u202e\u2066b\u2069', '\\u202aa\\u202e\\u2066b\\u2069'],
    ['\u200b\u200d\ufeff\u00ad', '\\u200b\\u200d\\ufeff\\xad'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['\ud800', '\\ud800'],
    ['\u{e0041}', '\\u{e0041}'],
  ];
  for (const [text, shown] of acting) expect(plainText(text)).toBe(shown);
});

test('other text stays: letters of all scripts, marks, pictures, backslashes, wide and thin spaces', () => {
  const text = 'a Ω ש क é e\u0301 𝒳 🙂 C:\\new\\table a\u00a0b\u202fc';
  expect(plainText(text)).toBe(text);
});

/** By code points: C0, DEL and C1, zero width, separators of lines, marks of direction. */
function acts(sign: string): boolean {
  const code = sign.codePointAt(0) ?? 0;
  const between = (first: number, last: number) => code >= first && code <= last;
  return (
    [between(0, 31), between(127, 159), between(0x200b, 0x200f), between(0x2028, 0x202e)].includes(true) ||
    [between(0x2060, 0x206f), code === 0xfeff].includes(true)
  );
}

const text = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x2100 }), fc.integer({ min: 0, max: 0xffff })))
  .map((units) => String.fromCharCode(...units));

test('nothing acts in what is shown, and twice shown is once shown', () => {
  fc.assert(
    fc.property(text, (given) => {
      const shown = plainText(given);
      expect([...shown].filter(acts)).toEqual([]);
      expect(plainText(shown)).toBe(shown);
      const cells = given.split('\n').map((line) => line.split('\t'));
      expect(plainLines(given)).toBe(cells.map((line) => line.map(plainText).join('\t')).join('\n'));
    }),
  );
});

test('JSON reads back as it was, and nothing acts in it', () => {
  fc.assert(
    fc.property(text, (name) => {
      const value = [{ name }];
      const json = plainJson(JSON.stringify(value, null, 2));
      expect(JSON.parse(json)).toEqual(value);
      expect([...json.replaceAll('\n', '')].filter(acts)).toEqual([]);
    }),
  );
});
