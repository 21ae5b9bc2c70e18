import { parseTable } from '../../dist/data/parseTable.js';
import { makeText } from './text.mjs';

const COLUMNS = 3;

/** Tables of three columns, or of what text of numbers may hold. */
export default {
  ending: 'txt',
  make(draw) {
    const row = () =>
      draw.list(COLUMNS, COLUMNS, () => draw.pick(['0.5', '-1e-3', '7', '  2.5', '1e39', '3.4028236e38'])).join(' ');
    return draw.torn(Buffer.from(draw.once(3) ? makeText(draw) : `${draw.list(0, 5, row).join('\n')}\n`), 6);
  },
  isRefusal: (error) => error.constructor === Error && error.message.startsWith('case: line '),
  async read(bytes) {
    const values = parseTable(bytes, 'case', COLUMNS);
    if (values.length % COLUMNS !== 0 || !values.every(Number.isFinite))
      throw new RangeError(`${values.length} values`);
  },
};
