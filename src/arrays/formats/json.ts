import { ArrayFileError, type Fail, quoted } from '../errors.ts';

/** More than any model needs, and what a hostile header may not exceed: parsing takes less than 400 MB. */
const MOST = { depth: 8, keys: 1 << 19, marks: 1 << 22 };

/**
 * An object out of a file. Twice the same key is an error, which JSON.parse would not notice. The caller bounds the
 * size.
 */
export function parseJsonObject(bytes: Uint8Array, fail: Fail): Record<string, unknown> {
  let parsed: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    checkStructure(text, fail);
    parsed = JSON.parse(text);
  } catch (error) {
    throw error instanceof ArrayFileError ? error : fail('the header is not valid JSON');
  }
  if (!isObject(parsed)) throw fail('the header is not a JSON object');
  return parsed;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Walks once over what may be JSON, without building it, and looks at its size and each object's keys. */
function checkStructure(text: string, fail: Fail): void {
  const open: (Set<string> | undefined)[] = [];
  let string: string | undefined; // the last one, until a mark follows it
  let [keyCount, marks] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const mark = text[i];
    if (mark === '"') {
      const start = i++;
      while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
      string = text.slice(start, i + 1);
      continue;
    }
    if (!'{}[]:,'.includes(mark)) continue;
    if (mark === '{' || mark === '[') open.push(mark === '{' ? new Set() : undefined);
    else if (mark === '}' || mark === ']') open.pop();
    else if (mark === ':') {
      if (string === undefined) throw new SyntaxError('a colon that follows no key');
      const key: string = JSON.parse(string);
      const keys = open[open.length - 1];
      if (keys?.has(key)) throw fail(`the header has the key ${quoted(key)} twice`);
      keys?.add(key);
      keyCount++;
    }
    string = undefined;
    marks++;
    if (open.length > MOST.depth || keyCount > MOST.keys || marks > MOST.marks) {
      throw fail(`the header is absurd: more than ${MOST.keys} keys, ${MOST.marks} marks or ${MOST.depth} levels`);
    }
  }
}
