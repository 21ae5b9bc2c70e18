import { openZip } from '../../dist/data/zip.js';
import { makeZip } from '../zip.mjs';

const NAMES = ['a', 'b/c.txt', 'UCI HAR Dataset.zip'];

export default {
  ending: 'zip',
  make: (draw) =>
    makeZip(
      draw,
      draw.list(0, 3, (i) => [NAMES[i], draw.once(2) ? draw.bytes(draw.below(60)) : Buffer.alloc(draw.below(5000))]),
    ),
  isRefusal: (error) => error.constructor === Error && error.message.startsWith('case: '),
  async read(bytes) {
    const zip = await openZip(bytes, 'case');
    for (const name of NAMES) if (zip.has(name)) await zip.read(name);
  },
};
