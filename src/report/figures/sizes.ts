/** Sizes of figures in pixels, and of the letters in them. */

/** Of a figure that is a file of its own, in the column of a page, across a page of several configurations, on a phone. */
export const WIDTHS = { file: 680, column: 696, page: 860, phone: 370, half: 330 } as const;

/** Of a figure whose legends and axes are to be short. */
export function isNarrow(width: number): boolean {
  return width < 500;
}

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
export const FONT_SIZE = 12;

/** Mean width of a letter in the widest of the usual fonts, as a part of its size. */
const LETTER = { normal: 0.63, bold: 0.72 };

export function textWidth(letters: number, size: number = FONT_SIZE): number {
  return LETTER.normal * size * letters;
}

/** How many letters fit. */
export function lettersIn(width: number, weight: keyof typeof LETTER = 'normal'): number {
  return Math.floor(width / (LETTER[weight] * FONT_SIZE));
}
