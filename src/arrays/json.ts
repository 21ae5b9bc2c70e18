import type { Fail } from './errors.ts';

/**
 * An object out of a file, as its keys and values. Twice the same key is an error, which JSON.parse would not notice.
 * The caller bounds the size.
 */
export function parseJsonObject(bytes: Uint8Array, fail: Fail): Map<string, unknown> {
  let text: string;
  let parsed: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    parsed = JSON.parse(text);
  } catch {
    throw fail('the header is not valid JSON');
  }
  if (!isObject(parsed)) throw fail('the header is not a JSON object');
  checkKeys(text, fail);
  return new Map(Object.entries(parsed));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Walks over valid JSON and looks at each object's keys. */
function checkKeys(text: string, fail: Fail): void {
  const open: (Set<string> | undefined)[] = [];
  let string = '';
  for (let i = 0; i < text.length; i++) {
    const mark = text[i];
    if (mark === '{') open.push(new Set());
    else if (mark === '[') open.push(undefined);
    else if (mark === '}' || mark === ']') open.pop();
    else if (mark === '"') {
      const start = i++;
      while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
      string = text.slice(start, i + 1);
    } else if (mark === ':') {
      const key: string = JSON.parse(string);
      const keys = open[open.length - 1];
      if (keys?.has(key)) throw fail(`the header has the key ${JSON.stringify(key.slice(0, 100))} twice`);
      keys?.add(key);
    }
  }
}
