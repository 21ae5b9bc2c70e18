import type { Distribution } from '../turing/distribution.ts';
import type { Shape } from '../turing/patterns.ts';
import { machines } from '../turing/space.ts';

/** A pattern of symbols: its shape, and its symbols read row by row, the first the most significant. */
export interface Pattern {
  readonly shape: Shape;
  readonly code: number;
}

/**
 * A complexity table: for each small pattern, how many halting machines of one space leave it, and from that its
 * complexity by the Coding Theorem Method, `CTM(x) = -log2(count(x) / halting)` in bits (Soler-Toscano, Zenil,
 * Delahaye and Gauvrit 2014, PLoS ONE 9(5):e96223). Each method throws a RangeError for a shape that the table does
 * not hold or a code that the shape does not have.
 */
export class CtmTable {
  readonly dims: 1 | 2;
  readonly states: number;
  readonly symbols: number;
  /** Steps after which a machine was counted as one that never halts. */
  readonly cutoff: number;
  /** Machines that halt, over all blank symbols: the total that all counts are fractions of. */
  readonly halting: bigint;
  /** Machines in the space; each was run on every blank symbol. */
  readonly machines: bigint;
  /** Who built the table: program and version. */
  readonly builder: string;
  /** SHA-256 of the file's content, in hex. */
  readonly sha256: string;
  /** The counts by symmetry class, and what they are counts of. */
  readonly distribution: Distribution;
  /** Bits by symmetry class. */
  readonly #bits: Float64Array;

  constructor(distribution: Distribution, builder: string, sha256: string) {
    const { space, cutoff, halting, counts } = distribution;
    this.dims = space.dims;
    this.states = space.states;
    this.symbols = space.symbols;
    this.cutoff = cutoff;
    this.halting = halting;
    this.machines = machines(space);
    this.builder = builder;
    this.sha256 = sha256;
    this.distribution = distribution;
    // `from` with a function takes ten times as long, here and below.
    const bits = new Float64Array(counts.length);
    const all = Number(halting);
    let most = 0;
    for (let index = 0; index < counts.length; index++) {
      // Both numbers and their ratio are rounded once: 3 parts in 2^53, less than 5e-16 bits.
      bits[index] = counts[index] > 0n ? Math.log2(all / Number(counts[index])) : Number.POSITIVE_INFINITY;
      if (counts[index] > 0n) most = Math.max(most, bits[index]);
    }
    this.#bits = bits.map((value) => Math.min(value, most + 1));
  }

  /** Shapes that the table holds, by rows and then columns. */
  get shapes(): readonly Shape[] {
    return this.distribution.classes.patterns.shapes;
  }

  /** Machines that halt and leave this pattern, over all blank symbols. */
  count(shape: Shape, code: number): bigint {
    return this.distribution.counts[this.#classOf(shape, code)];
  }

  /**
   * CTM of a pattern, in bits. A pattern that no machine of the space leaves has no such value; it gets the largest
   * of the table plus one bit.
   */
  ctm(shape: Shape, code: number): number {
    return this.#bits[this.#classOf(shape, code)];
  }

  /** CTM of every pattern of a shape, in bits, by code. */
  values(shape: Shape): Float64Array {
    const classes = this.#classes(shape);
    const values = new Float64Array(classes.length);
    for (let code = 0; code < classes.length; code++) values[code] = this.#bits[classes[code]];
    return values;
  }

  /** Whether no halting machine of the space leaves this pattern. */
  isMissing(shape: Shape, code: number): boolean {
    return this.count(shape, code) === 0n;
  }

  /** 1 for every pattern of a shape that no halting machine leaves, by code. */
  missing(shape: Shape): Uint8Array {
    const isMissing = Uint8Array.from(this.distribution.counts, (count) => Number(count === 0n));
    const classes = this.#classes(shape);
    const missing = new Uint8Array(classes.length);
    for (let code = 0; code < classes.length; code++) missing[code] = isMissing[classes[code]];
    return missing;
  }

  /** Patterns of a shape in the order of their complexity, the simplest first and equal ones by code. */
  ranking(shape: Shape): Uint32Array {
    const bits = this.values(shape);
    return Uint32Array.from(bits.keys()).sort((a, b) => bits[a] - bits[b] || a - b);
  }

  /**
   * The pattern's symmetry class: all patterns that relabelling the symbols (the complement), and reversal in 1-D or
   * the eight rotations and reflections in 2-D, make of it. They all have the same count.
   */
  symmetryClass(shape: Shape, code: number): Pattern[] {
    const wanted = this.#classOf(shape, code);
    const alike: Pattern[] = [];
    for (const other of this.shapes) {
      this.#classes(other).forEach((index, member) => {
        if (index === wanted) alike.push({ shape: other, code: member });
      });
    }
    return alike;
  }

  #classOf(shape: Shape, code: number): number {
    const classes = this.#classes(shape);
    if (Number.isInteger(code) && code >= 0 && code < classes.length) return classes[code];
    const pattern = `a ${shape.rows}x${shape.columns} pattern`;
    throw new RangeError(`${pattern} has a code from 0 to ${classes.length - 1}, not ${code}`);
  }

  /** Symmetry class of each pattern of a shape, by code. */
  #classes(shape: Shape): Int32Array {
    const { patterns, classOf } = this.distribution.classes;
    const offset = patterns.offset(shape.rows, shape.columns);
    if (offset < 0) throw new RangeError(`a ${this.dims}-D table holds no ${shape.rows}x${shape.columns} patterns`);
    return classOf.subarray(offset, offset + patterns.patterns(shape));
  }
}
