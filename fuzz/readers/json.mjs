import { failIn } from '../../dist/arrays/errors.js';
import { parseJsonObject } from '../../dist/arrays/formats/json.js';
import { ArrayFileError } from '../../dist/arrays/index.js';

const MARKS = ['{', '}', '[', ']', ':', ',', '"', '\\', '"a":', '"a"', '1', ' ', 'null', '{"a":[', '\u0000', 'é'];

/** A header of JSON: an object with any values, or a row of marks. */
export default {
  ending: 'json',
  make(draw) {
    if (draw.once(6)) return Buffer.from(draw.list(0, 40, () => draw.pick(MARKS)).join(''));
    const entries = draw.list(
      0,
      4,
      () => `${JSON.stringify(draw.name())}:${JSON.stringify(draw.value(draw.once(20) ? 12 : 4))}`,
    );
    return draw.torn(Buffer.from(`{${entries.join(',')}}`), 3);
  },
  isRefusal: (error) => error instanceof ArrayFileError,
  async read(bytes) {
    const found = parseJsonObject(bytes, failIn('case'));
    const plain = JSON.parse(bytes.toString('utf8'));
    if (JSON.stringify(found) !== JSON.stringify(plain)) throw new RangeError('another object than JSON.parse gives');
  },
};
