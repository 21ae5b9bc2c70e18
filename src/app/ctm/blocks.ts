/** What a complexity table says of blocks. */
import { type CtmTable, formatBlock, type Pattern, readBlock, type Shape } from '../../ctm/index.ts';
import { UserError } from '../errors.ts';

/** All that a table says of one block. */
export interface BlockFacts {
  readonly block: Pattern;
  readonly bits: number;
  /** Whether no machine of the table's space leaves it. */
  readonly isMissing: boolean;
  readonly count: bigint;
  /** Blocks of its shape that are simpler, that have the same complexity (itself among them), and in all. */
  readonly simpler: number;
  readonly equal: number;
  readonly all: number;
  /** The blocks of its symmetry class, as rows of digits. */
  readonly alike: readonly string[];
}

/** A block, such as `0110` or `0110/1001`, in a table. Throws a UserError where it is none, or the table has none of its shape. */
export function describeBlock(table: CtmTable, text: string): BlockFacts {
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

/** A symmetry class in the order of complexity, by its first block. */
export interface RankedClass {
  /** 1 + the blocks that are simpler. */
  readonly rank: number;
  readonly code: number;
  readonly bits: number;
  /** Whether no machine of the table's space leaves it. */
  readonly isMissing: boolean;
  /** Blocks of this shape in the class. */
  readonly alike: number;
}

/** The symmetry classes of a shape's blocks, the simplest first. */
export function rankClasses(table: CtmTable, shape: Shape): RankedClass[] {
  const { classes } = table.distribution;
  const offset = classes.patterns.offset(shape.rows, shape.columns);
  const values = table.values(shape);
  const ranked = new Map<number, { -readonly [Name in keyof RankedClass]: RankedClass[Name] }>();
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

/** Every block of a shape, row by row as digits, with its complexity in bits and its count. */
export function allBlocks(table: CtmTable, shape: Shape): { pattern: string; bits: number; count: bigint }[] {
  return Array.from(table.values(shape), (bits, code) => {
    return { pattern: formatBlock({ shape, code }, '', table.symbols), bits, count: table.count(shape, code) };
  });
}
