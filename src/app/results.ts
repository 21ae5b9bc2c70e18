import { plainJson } from '../plainText.ts';

/** Results as the text of a JSON file. */
export function asJson(content: object): string {
  return `${plainJson(JSON.stringify(content, null, 2))}\n`;
}

/** Wall time in seconds, to a tenth, since a moment of `performance.now()`. */
export function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 100) / 10;
}
