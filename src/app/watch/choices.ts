/** How checkpoints were measured, in words for the report. */
import type { Choice } from '../../report/index.ts';
import type { Measuring } from '../../tensors/index.ts';
import type { MeasuringRequest } from '../measure/measuring.ts';

/** Whether pictures of 4×4 blocks side by side show what was measured. */
export function canDraw({ matrices: { partition }, bits }: Measuring): boolean {
  const { boundary, shapes, shift } = partition;
  const isStandard = [shapes[0], shift].every(({ rows, columns }) => rows === 4 && columns === 4);
  return boundary === 'ignore' && isStandard && !(typeof bits === 'object' && 'planes' in bits);
}

/** "1 where a weight is greater than 0, else 0". */
export function bitsInWords(bits: Measuring['bits']): string {
  if (typeof bits === 'object' && 'planes' in bits)
    return `the ${bits.planes} bit planes of integers, each measured alone`;
  const threshold =
    typeof bits === 'object' ? bits.threshold : { sign: 0, median: 'the median', mean: 'the mean' }[bits];
  const whose = bits === 'median' || bits === 'mean' ? ' of its matrix' : '';
  return `1 where a weight is greater than ${threshold}${whose}, else 0`;
}

const BOUNDARY_WORDS = {
  ignore: 'incomplete blocks at the edges are dropped',
  correlated: 'a window slides over the matrix',
  recursive: 'incomplete blocks at the edges are cut into smaller ones',
  periodic: 'the matrix goes on at its opposite edge',
};

/** How arrays are measured, choice by choice, with the option of each. */
export function choicesOf(
  { bits, axes, nonFinite, matrices: { partition } }: Measuring,
  { only, minimum }: MeasuringRequest,
): Choice[] {
  const { boundary, shapes, shift } = partition;
  const size = ({ rows, columns }: { rows: number; columns: number }) => `${rows}×${columns}`;
  const isPlanes = typeof bits === 'object' && 'planes' in bits;
  return [
    ['Bits', bitsInWords(bits), isPlanes ? '--bits' : '--binarize'],
    [
      'Arrays of more than two axes',
      axes === 'matrix'
        ? 'first axis × all others (a convolution: output channels × the rest)'
        : 'slices of the last two axes, their blocks counted together',
      '--axes',
    ],
    [
      'Arrays measured',
      only === undefined ? 'all of two axes or more' : `of two axes or more, named ${only.join(', ')}`,
      '--only',
    ],
    ['Blocks', `${size(shapes[0])}, one every ${size(shift)}`, '--block, --shift'],
    [
      'Edges',
      `${boundary}: ${BOUNDARY_WORDS[boundary]}${boundary === 'recursive' ? `, no shorter than ${minimum ?? 2}` : ''}`,
      '--boundary',
    ],
    ['NaN and infinite weights', nonFinite === 'error' ? 'an error' : 'read as 0', '--non-finite'],
  ];
}
