/** The null models, a row each, from what keeps least to what keeps most. The mathematics lies in a file of its own. */
import { ofBlocks } from './blocks.ts';
import { ofDensity } from './density.ts';
import { ofMargins } from './margins.ts';
import { ofMarkovRows } from './markov.ts';
import { ofMarkovMesh } from './markov2d.ts';
import type { NullModel } from './nullModel.ts';
import { ofOrders } from './permuted.ts';

export const NULL_MODELS = {
  density: {
    label: 'same density',
    keeps: 'the number of ones',
    isOfStrings: true,
    slices: 'together',
    drawOf: ofDensity,
  },
  margins: {
    label: 'same margins',
    keeps: 'the number of ones in each row and in each column',
    isOfStrings: false,
    slices: 'each',
    drawOf: ofMargins,
  },
  permuted: {
    label: 'rows and columns in random orders',
    keeps: 'everything but the order of the rows and that of the columns',
    isOfStrings: false,
    slices: 'each',
    drawOf: ofOrders,
  },
  markov: {
    label: 'Markov chain along rows',
    keeps: 'in expectation, how often a 1 follows a 0 and a 1 in a row, and the share of ones in the first column',
    isOfStrings: true,
    slices: 'each',
    drawOf: ofMarkovRows,
  },
  markov2d: {
    label: 'Markov mesh',
    keeps: 'in expectation, how often a bit is 1 given the bits on its left and above it',
    isOfStrings: false,
    slices: 'each',
    drawOf: ofMarkovMesh,
  },
  blocks: {
    label: 'same blocks',
    keeps: 'all whole blocks, but not their places',
    isOfStrings: true,
    slices: 'each',
    drawOf: ofBlocks,
  },
} as const satisfies Readonly<Record<string, NullModel>>;

export type NullName = keyof typeof NULL_MODELS;
export const NULL_NAMES = Object.keys(NULL_MODELS) as NullName[];
