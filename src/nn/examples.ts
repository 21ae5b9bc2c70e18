/** What a network learns from: inputs and targets. */
import { lookUp } from './lookUp.ts';

/** Inputs x [count × features], their classes, and real values [count × any number] where they have such. */
export interface Examples {
  readonly x: Float32Array;
  readonly labels: Uint8Array;
  readonly values?: Float32Array;
  readonly count: number;
  readonly features: number;
  /**
   * Inputs are whole multiples of 2^-grid, so few and small that each sum of ±x of an example's is exact in float32, and each
   * fits 16 bits: then such sums are the same bits in any order, and are kept as integers. Undefined where they are not.
   * Whoever sets it answers for that.
   */
  readonly grid?: number;
}

/** Of one example: [channels, height, width] of a picture, else [features]. */
export type Shape = readonly number[];

/** How many values an example of a shape has. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Labels [count], or real values [count × outputs]. */
export type Targets = Uint8Array | Float32Array;

/** What a network is to give of an example: its class, its inputs (auto-encoding), or its values (regression). */
export const TARGET_KINDS = ['classes', 'inputs', 'values'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** What a network meets in a data set. */
export interface Task {
  readonly classes: number;
  /** Of one example. */
  readonly shape: Shape;
  /** Its inputs are integers below this; left out where they are values of any kind. */
  readonly symbols?: number;
  /** How many real values each example has beside its class, for regression; none if left out. */
  readonly values?: number;
}

interface TargetRow {
  /** What one output is for. */
  readonly one: string;
  readonly of: (examples: Examples) => Targets | undefined;
  readonly outputs: (task: Task) => number;
}

const TARGETS: Record<TargetKind, TargetRow> = {
  classes: { one: 'class', of: ({ labels }) => labels, outputs: ({ classes }) => classes },
  inputs: { one: 'input', of: ({ x }) => x, outputs: ({ shape }) => sizeOf(shape) },
  values: { one: 'value', of: ({ values }) => values, outputs: ({ values = 0 }) => values },
};

/** The targets of all examples. Throws a RangeError where values are asked for that the examples do not have. */
export function targetsOf(examples: Examples, kind: TargetKind): Targets {
  const targets = lookUp(TARGETS, kind).of(examples);
  if (targets === undefined) throw new RangeError('the examples have no values to be targets');
  return targets;
}

/** How many values a network gives of each example: one for each class, input, or value (0 where there are none). */
export function outputsFor(kind: TargetKind, task: Task): number {
  return lookUp(TARGETS, kind).outputs(task);
}

/** What one value that a network gives is for. */
export function targetName(kind: TargetKind): string {
  return lookUp(TARGETS, kind).one;
}
