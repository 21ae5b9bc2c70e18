import { at, text } from './figure.ts';
import { textWidth } from './sizes.ts';

export const SAMPLE = 26;
const SIZE = 13;
const GAP = 16;
const LINE = 22;

/**
 * Which colour or line is which: samples, drawn around y = 14 and `SAMPLE` pixels wide, with their words beside each other,
 * on further lines where a width is used up; and the height of that.
 */
export function key(
  entries: readonly { readonly sample: string; readonly label: string; readonly colour: string }[],
  width: number,
) {
  let [x, y] = [0, 0];
  const drawn = entries.map(({ sample, label, colour }) => {
    const across = SAMPLE + 6 + textWidth(label.length, SIZE);
    if (x > 0 && x + across > width) [x, y] = [0, y + LINE];
    const words = text(SAMPLE + 6, 18, label, { fill: colour, size: SIZE });
    const entry = at(x, y, `${sample}${words}`);
    x += across + GAP;
    return entry;
  });
  return { content: drawn.join(''), height: entries.length === 0 ? 0 : y + LINE + 4 };
}
