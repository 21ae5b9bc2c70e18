import { createHash } from 'node:crypto';
import { decodeTable, TableError } from '../../dist/ctm/index.js';
import { machines, SymmetryClasses } from '../../dist/turing/index.js';

const SPACES = [
  { dims: 1, states: 2, symbols: 3 },
  { dims: 1, states: 2, symbols: 4 },
  { dims: 2, states: 1, symbols: 4 },
];
const SIZES = SPACES.map((space) => [...new SymmetryClasses(space).size]);

/** A table with few counts that are not 0; whatever is wrong stands behind a right digest, most often. */
function make(draw) {
  const which = draw.once(20) ? 0 : draw.from(1, 2);
  const space = SPACES[which];
  const sizes = SIZES[which];
  const places = [...new Set(draw.list(0, 8, () => draw.below(sizes.length)))].sort((a, b) => a - b);
  const parts = [];
  let [sum, next] = [0n, 0];
  for (const place of places) {
    const count = BigInt(Math.max(0, draw.number(draw.below(300), 8)));
    sum += count * BigInt(sizes[place]);
    parts.push(Buffer.alloc(place - next), leb128(count, draw));
    next = place + 1;
  }
  const numbers = Buffer.concat([...parts, Buffer.alloc(sizes.length - next)]);
  const elsewhere = draw.below(100);
  const header = {
    formalism: 'busy-beaver',
    ...space,
    cutoff: 9,
    machines: `${machines(space)}`,
    halting: `${sum + BigInt(elsewhere)}`,
    elsewhere: `${elsewhere}`,
    builder: draw.name(),
  };
  const json = Buffer.from(`${JSON.stringify(draw.once(3) ? draw.damaged(header, 1) : header)}\n`);
  const content = Buffer.concat([draw.torn(json, 20), draw.torn(numbers, 5)]);
  const digest = draw.other(
    createHash('sha256').update(content).digest('hex'),
    ['', '0'.repeat(64), 'x'.repeat(70)],
    40,
  );
  const magic = `kolmoscope ctm table ${draw.other('1', ['2', '', '\u009b1'], 40)}\n${digest}\n`;
  return draw.torn(Buffer.concat([Buffer.from(magic), content]), 40);
}

function leb128(value, draw) {
  const bytes = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  if (draw.once(300)) bytes.unshift(...Array(draw.pick([1, 9, 60, 3000])).fill(0xff));
  return Buffer.from(bytes);
}

export default {
  ending: 'ctm',
  make,
  isRefusal: (error) => error instanceof TableError,
  async read(bytes) {
    const table = await decodeTable(bytes);
    const { rows, columns } = table.shapes[0];
    for (const value of table.values({ rows, columns }))
      if (!(value >= 0)) throw new Error(`a complexity of ${value} bits`);
  },
};
