import type { Distribution } from '../turing/distribution.ts';
import type { Shape } from '../turing/patterns.ts';
import { type MachineSpace, machines } from '../turing/space.ts';

/**
 * A complexity table: for each small pattern, how many halting machines of one space leave it, and from that its
 * complexity by the Coding Theorem Method, `CTM(x) = -log2(count(x) / halting)` in bits (Soler-Toscano, Zenil,
 * Delahaye and Gauvrit 2014, PLoS ONE 9(5):e96223). A pattern's code is its symbols read row by row, the first the
 * most significant.
 */
export class CtmTable {
  readonly dims: 1 | 2;
  readonly states: number;
  readonly symbols: number;
  /** Steps after which a machine was counted as one that never halts. */
  readonly cutoff: number;
  /** Machines that halt, over all blank symbols: the total that all counts are fractions of. */
  readonly halting: bigint;
  /** Those among them whose output is larger than the table's largest shapes. */
  readonly elsewhere: bigint;
  /** Machines in the space. */
  readonly machines: bigint;
  /** Who built the table: program and version. */
  readonly builder: string;
  /** SHA-256 of the file's content, in hex. */
  readonly sha256: string;
  readonly #distribution: Distribution;
  /** Bits by symmetry class. */
  readonly #bits: Float64Array;

  constructor(distribution: Distribution, builder: string, sha256: string) {
    const { space, cutoff, halting, elsewhere, counts } = distribution;
    this.dims = space.dims;
    this.states = space.states;
    this.symbols = space.symbols;
    this.cutoff = cutoff;
    this.halting = halting;
    this.elsewhere = elsewhere;
    this.machines = machines(space);
    this.builder = builder;
    this.sha256 = sha256;
    this.#distribution = distribution;
    // Both numbers and their ratio are rounded once: 3 parts in 2^53, less than 5e-16 bits.
    const bits = Float64Array.from(counts, (count) => (count > 0n ? Math.log2(Number(halting) / Number(count)) : 0));
    const never = bits.reduce((most, value) => Math.max(most, value), 0) + 1;
    this.#bits = bits.map((value, index) => (counts[index] > 0n ? value : never));
  }

  /** The machine space that the table counts. */
  get space(): MachineSpace {
    return this.#distribution.space;
  }

  /** Shapes that the table holds. */
  get shapes(): readonly Shape[] {
    return this.#distribution.classes.patterns.shapes;
  }

  /** Machines that halt and leave this pattern, over all blank symbols. */
  count(shape: Shape, code: number): bigint {
    return this.#distribution.counts[this.classOf(shape, code)];
  }

  /**
   * CTM of a pattern, in bits. A pattern that no machine of the space leaves has no such value; it gets the largest
   * of the table plus one bit.
   */
  ctm(shape: Shape, code: number): number {
    return this.#bits[this.classOf(shape, code)];
  }

  /** CTM of every pattern of a shape, in bits, by code. */
  values(shape: Shape): Float64Array {
    const offset = this.#offset(shape);
    const { classOf, patterns } = this.#distribution.classes;
    const classes = classOf.subarray(offset, offset + patterns.patterns(shape));
    return Float64Array.from(classes, (index) => this.#bits[index]);
  }

  /** Whether no halting machine of the space leaves this pattern. */
  isMissing(shape: Shape, code: number): boolean {
    return this.count(shape, code) === 0n;
  }

  /** How many patterns of a shape no halting machine leaves. */
  missing(shape: Shape): number {
    const offset = this.#offset(shape);
    const { classOf, patterns } = this.#distribution.classes;
    const classes = classOf.subarray(offset, offset + patterns.patterns(shape));
    return classes.reduce((sum, index) => sum + (this.#distribution.counts[index] === 0n ? 1 : 0), 0);
  }

  /** Number of the pattern's symmetry class. */
  classOf(shape: Shape, code: number): number {
    const offset = this.#offset(shape);
    const most = this.#distribution.classes.patterns.patterns(shape);
    if (!Number.isInteger(code) || code < 0 || code >= most) {
      throw new RangeError(`a ${shape.rows}x${shape.columns} pattern has a code from 0 to ${most - 1}, not ${code}`);
    }
    return this.#distribution.classes.classOf[offset + code];
  }

  /** Patterns in a symmetry class. */
  classSize(index: number): number {
    return this.#distribution.classes.size[index];
  }

  #offset({ rows, columns }: Shape): number {
    const offset = this.#distribution.classes.patterns.offset(rows, columns);
    if (offset < 0) throw new RangeError(`a ${this.dims}-D table holds no ${rows}x${columns} patterns`);
    return offset;
  }
}
