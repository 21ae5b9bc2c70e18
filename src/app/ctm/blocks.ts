/** What a complexity table says of blocks. */
import { type CtmTable, formatBlock, readBlock, type Shape } from '../../ctm/index.ts';
import { UserError } from '../errors.ts';

/**
 * All that a table says of one block, such as `0110` or `0110/1001`: `isMissing` where no machine of its space leaves it;
 * of the blocks of its shape how many are simpler, have the same complexity (itself among them), and are there in all; and
 * those of its symmetry class as rows of digits. Throws a UserError where it is none, or the table has none of its shape.
 */
export function describeBlock(table: CtmTable, text: string) {
  const { shape, code } = inRange(() => readBlock(text, table.symbols));
  const bits = inRange(() => table.ctm(shape, code));
  const values = table.values(shape);
  return {
    block: { shape, code },
    bits,
    isMissing: table.isMissing(shape, code),
    count: table.count(shape, code),
    simpler: values.filter((value) => value < bits).length,
    equal: values.filter((value) => value === bits).length,
    all: values.length,
    alike: table.symmetryClass(shape, code).map((pattern) => formatBlock(pattern, '/', table.symbols)),
  };
}

function inRange<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof RangeError ? new UserError(error.message) : error;
  }
}

export type RankedClass = ReturnType<typeof rankClasses>[number];

/**
 * The symmetry classes of a shape's blocks, the simplest first: each by its first block, the rank of that (1 + the blocks
 * that are simpler) and how many blocks are alike; `isMissing` where no machine of the table's space leaves them.
 */
export function rankClasses(table: CtmTable, shape: Shape) {
  const { classes } = table.distribution;
  const offset = classes.patterns.offset(shape.rows, shape.columns);
  const values = table.values(shape);
  const ranked = new Map<number, { rank: number; code: number; bits: number; isMissing: boolean; alike: number }>();
  let rank = 1;
  table.ranking(shape).forEach((code, place, ranking) => {
    const bits = values[code];
    if (place > 0 && bits > values[ranking[place - 1]]) rank = place + 1;
    const group = classes.classOf[offset + code];
    const known = ranked.get(group);
    if (known) known.alike++;
    else ranked.set(group, { rank, code, bits, isMissing: table.isMissing(shape, code), alike: 1 });
  });
  return [...ranked.values()];
}
