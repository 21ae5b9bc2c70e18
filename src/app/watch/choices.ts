/** How checkpoints were measured, in words for the report. */
import { isStandard } from '../../bdm/index.ts';
import { seriesInWords } from '../../measures/index.ts';
import type { Choice } from '../../report/index.ts';
import type { Measuring } from '../../tensors/index.ts';
import { type MeasuringRequest, planesOf } from '../measure/measuring.ts';

/** Whether pictures of 4×4 blocks side by side show what was measured. */
export function canDraw({ matrices: { partition }, bits }: Measuring): boolean {
  return isStandard(partition) && !planesOf(bits);
}

/** "1 where a weight is greater than 0, else 0". */
export function bitsInWords(bits: Measuring['bits']): string {
  if (planesOf(bits)) return `the ${planesOf(bits)} bit planes of integers, each measured alone`;
  const words = { sign: '0', median: 'the median of its matrix', mean: 'the mean of its matrix' };
  const threshold = typeof bits === 'string' ? words[bits] : 'threshold' in bits ? bits.threshold : '';
  return `1 where a weight is greater than ${threshold}, else 0`;
}

const BOUNDARY_WORDS = {
  ignore: 'incomplete blocks at the edges are dropped',
  correlated: 'a window slides over the matrix',
  recursive: 'incomplete blocks at the edges are cut into smaller ones',
  periodic: 'the matrix goes on at its opposite edge',
};

/** How arrays are measured, choice by choice, with the option of each. */
export function choicesOf(
  { bits, axes, order, nonFinite, matrices: { partition } }: Measuring,
  { only, minimum = 2, rivals = [] }: MeasuringRequest,
): Choice[] {
  const { boundary, shapes, shift } = partition;
  const size = ({ rows, columns }: { rows: number; columns: number }) => `${rows}×${columns}`;
  const ofAxes = {
    matrix: 'first axis × all others (a convolution: output channels × the rest)',
    slices: 'slices of the last two axes, their blocks counted together',
  };
  const names = only === undefined ? 'all of two axes or more' : `of two axes or more, named ${only.join(', ')}`;
  const least = boundary === 'recursive' ? `, no shorter than ${minimum}` : '';
  return [
    ['Bits', bitsInWords(bits), planesOf(bits) ? '--bits' : '--binarize'],
    ['Arrays of more than two axes', ofAxes[axes], '--axes'],
    [
      'Order of rows and columns',
      order === 'stored' ? 'as stored' : 'canonical: one that does not depend on the stored order',
      '--order',
    ],
    ['Arrays measured', names, '--only'],
    ['Blocks', `${size(shapes[0])}, one every ${size(shift)}`, '--block, --shift'],
    ['Edges', `${boundary}: ${BOUNDARY_WORDS[boundary]}${least}`, '--boundary'],
    ...(rivals.length === 0
      ? []
      : [['Measured beside BDM and block entropy', rivals.map(seriesInWords).join('; '), '--rivals'] as const]),
    ['NaN and infinite weights', nonFinite === 'error' ? 'an error' : 'read as 0', '--non-finite'],
  ];
}
