import { field } from '../draw.mjs';
import { arrayReader } from '../files.mjs';

const TYPES = ['|b1', '|i1', '|u1', '<i2', '>u2', '<i4', '>i4', '<u8', '>i8', '<f2', '<f4', '>f4', '<f8', '>f8'];
const ODD_TYPES = ['|O', '<U1', '<c8', '', '<f16', '<f3', '|S4', '<M8[ns]', '=f4', 'f4'];

/** A .npy file; what its header promises is there, most often. */
export function makeNpy(draw) {
  const type = draw.other(draw.pick(TYPES), ODD_TYPES);
  const shape = draw.once(200) ? draw.list(60, 70, () => 1) : draw.list(0, 4, () => draw.number(draw.from(1, 5)));
  const order = draw.other(draw.pick(['True', 'False']), ['', 'None', 'true', '0']);
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(draw.pick([', ', ',', ' , ']));
  const entries = [
    `'descr': '${type}'`,
    `'fortran_order': ${order}`,
    `'shape': (${draw.other(tuple, ['', ',', '1L', '-1,', '9'.repeat(400), ' '.repeat(99)], 48)})`,
  ];
  if (draw.once(40)) entries.push(draw.pick(entries));
  if (draw.once(40)) entries.pop();
  const text = `{${entries.join(', ')}${draw.pick([', ', '', ' '])}}`;
  const header = Buffer.from(`${text.padEnd(draw.pick([0, 64, 118]))}\n`, 'latin1');
  const version = draw.number(draw.from(1, 3), 40);
  const length = field(draw.number(header.length, 40), version === 1 ? 2 : 4);
  const count = shape.reduce((product, size) => product * Math.max(0, size), 1);
  const bytes = Math.min(4000, count * (Number(/\d$/.exec(type)?.[0]) || 1));
  const data = draw.bytes(Math.max(0, draw.once(40) ? bytes + draw.from(-2, 2) : bytes));
  return draw.torn(
    Buffer.concat([
      Buffer.from('\x93NUMPY', 'latin1'),
      field(version, 1),
      field(draw.number(0, 60), 1),
      length,
      header,
      data,
    ]),
    10,
  );
}

export default arrayReader('npy', makeNpy);
