import type { Shape } from './describe.ts';
import type { Examples } from './training/train.ts';

/** What a network is to give of an example: its class, its inputs (auto-encoding), or its values (regression). */
export const TARGET_KINDS = ['classes', 'inputs', 'values'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** Labels [count], or real values [count × outputs]. */
export type Targets = Uint8Array | Float32Array;

/** The targets of all examples. Throws a RangeError where values are asked for that the examples do not have. */
export function targetsOf({ x, labels, values }: Examples, kind: TargetKind): Targets {
  if (kind === 'classes') return labels;
  if (kind === 'inputs') return x;
  if (values === undefined) throw new RangeError('the examples have no values to be targets');
  return values;
}

/** How many values a network gives of each example: one for each class, input, or value (0 where there are none). */
export function outputsFor(
  kind: TargetKind,
  { classes, shape, values = 0 }: { readonly classes: number; readonly shape: Shape; readonly values?: number },
): number {
  if (kind === 'values') return values;
  return kind === 'classes' ? classes : shape.reduce((product, size) => product * size);
}
