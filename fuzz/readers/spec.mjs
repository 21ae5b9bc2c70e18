import { readdirSync, readFileSync } from 'node:fs';
import { UsageError } from '../../dist/app/errors.js';
import { studyIn } from '../../dist/app/study/readStudy.js';
import { SpecError } from '../../dist/study/spec.js';

const FOLDER = new URL('../../studies/', import.meta.url);
const SPECS = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')));
const SMALL = [
  { study: 's', data: { set: 'sincos' }, network: { hidden: [8] } },
  {
    study: 's',
    data: { set: 'mnist', size: 4 },
    network: { layers: [{ layer: 'flatten' }, { layer: 'dense', outputs: 4 }, { layer: 'sign' }] },
    measures: { series: ['lempelZiv', { measure: 'bdm', boundary: 'correlated' }] },
  },
  {
    study: 's',
    data: { set: 'mnist' },
    network: { hidden: [4] },
    matrix: {
      a: [{ name: 'x', network: { hidden: [2] } }, { name: 'y' }],
      b: [{ name: 'z', training: { batchSize: 7 } }],
    },
  },
];

/** The text of a study's spec with fields changed, as it is read from a file. */
export default {
  ending: 'json',
  make: (draw) =>
    draw.torn(Buffer.from(JSON.stringify(draw.damaged(draw.pick(draw.once(20) ? SPECS : SMALL), draw.from(0, 2)))), 12),
  isRefusal: (error) => error instanceof SpecError || error instanceof UsageError,
  async read(bytes) {
    const { configurations } = studyIn(Buffer.from(bytes), 'case');
    if (!(configurations.length >= 1 && configurations.length <= 1000))
      throw new RangeError(`${configurations.length} configurations`);
  },
};
