import { arrayReader } from '../files.mjs';

const NUMBERS = [
  '0',
  '1',
  '-1',
  '+2.5',
  '.5',
  '5.',
  '1e5',
  '-3E-7',
  '1e400',
  '1e-400',
  '123456789012345678901',
  'nan',
  '-inf',
  'Infinity',
  '0.1000000000000000055511151231257827',
];
const ODD = [
  '',
  '-',
  '+',
  '.',
  'e5',
  '1e',
  '1e+',
  '0x10',
  '1_000',
  '1,5',
  '"1"',
  'abc',
  '١',
  '9'.repeat(127),
  '9'.repeat(129),
  `0.${'1'.repeat(300)}`,
  '\u0000',
];

/** Rows of numbers, of one length most often. */
export function makeText(draw) {
  const separator = draw.pick([',', ';', ' ', '\t', ', ', '  ']);
  const columns = draw.from(1, 5);
  const isDigits = draw.once(4);
  const rows = draw.list(0, 6, () => {
    if (draw.once(20)) return draw.pick(['', '   ', '# a comment', '#', ',']);
    const row = draw.list(columns, draw.other(columns, [columns + 1], 60), () =>
      draw.other(draw.pick(NUMBERS), ODD, 60),
    );
    return isDigits
      ? row.map(() => draw.below(2)).join('')
      : row.join(separator) + (draw.once(10) ? ' # and so on' : '');
  });
  return `${draw.once(20) ? '\ufeff' : ''}${rows.join(draw.pick(['\n', '\r\n', '\n', '\n\n']))}${draw.once(2) ? '\n' : ''}`;
}

export default arrayReader('csv', (draw) => draw.torn(Buffer.from(makeText(draw)), 8));
