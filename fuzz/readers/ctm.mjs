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
  const counts = SIZES[which].map(() => 0);
  for (let i = draw.below(9); i > 0; i--) counts[draw.below(counts.length)] = draw.number(draw.below(300), 8);
  const sum = counts.reduce((total, count, i) => total + BigInt(Math.max(0, count)) * BigInt(SIZES[which][i]), 0n);
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
  const numbers = Buffer.from(counts.flatMap((count) => leb128(BigInt(Math.max(0, count)), draw)));
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
  if (draw.once(3000)) bytes.unshift(...Array(draw.pick([1, 9, 60, 3000])).fill(0xff));
  return bytes;
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
