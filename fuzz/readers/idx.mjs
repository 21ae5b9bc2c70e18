import { gzipSync } from 'node:zlib';
import { readIdxImages } from '../../dist/data/idx.js';
import { field } from '../draw.mjs';
import { write } from '../files.mjs';

const LABELS = Buffer.concat([field(0x801, 4, true), field(3, 4, true), Buffer.from([0, 1, 2])]);

/** Pictures for three labels, packed half the time. */
function make(draw) {
  const [height, width] = [draw.below(6), draw.below(6)];
  const sizes = [3, height, width].map((size) => field(draw.number(size, 40), 4, true));
  const bytes = draw.torn(
    Buffer.concat([field(draw.number(0x803, 40), 4, true), ...sizes, draw.bytes(3 * height * width)]),
    8,
  );
  const packed = gzipSync(draw.once(60) ? Buffer.concat([bytes, Buffer.alloc(100_000)]) : bytes, { level: 1 });
  const twice = draw.once(20) ? Buffer.concat([packed, packed]) : packed;
  return draw.torn(draw.once(3) ? bytes : twice, 6);
}

/** A file is told by its name to be packed: both names are read, one of them in vain. */
export default {
  ending: 'idx',
  make,
  isRefusal: (error) => error.constructor === Error && error.message.startsWith('/'),
  async read(bytes) {
    const labels = { path: write('labels', LABELS) };
    const isPacked = bytes[0] === 0x1f;
    const { count, height, width, pixels } = await readIdxImages(
      { path: write(isPacked ? 'a.gz' : 'a', bytes) },
      labels,
    );
    if (pixels.length !== count * height * width) throw new RangeError(`${pixels.length} pixels`);
  },
};
