/** A text out of a file without line breaks and what else would control a terminal. */
export function plainText(text: string): string {
  return text.replace(/\p{C}/gu, '?');
}
