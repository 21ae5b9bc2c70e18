/** Every measure of weights, a row each. The mathematics lies in a file of its own. */

import { MOST_BITS } from '../order/index.ts';
import { bitEntropy } from './bitEntropy.ts';
import { brotliLength, deflateLength } from './compressors.ts';
import { effectiveRank } from './effectiveRank.ts';
import { lempelZiv76 } from './lempelZiv.ts';
import type { Measure } from './measure.ts';
import { neighbours } from './neighbours.ts';
import { STRING_TABLE } from './options.ts';
import { packBytes } from './pack.ts';
import { read } from './reading.ts';

const UNLIMITED = Number.POSITIVE_INFINITY;

const ROWS_AS_STRINGS = { table: STRING_TABLE, block: [1, 12] } as const;

/** What depends on the order of rows and columns can be compared with random matrices. */
const COMPARED = ['order', 'null', 'as', 'draws'] as const;

/** What most measures have in common; a row says what it has otherwise. */
const usual = { layers: 'sum', symbols: 2, memory: 0, byDefault: true, inTerminal: true } as const;
const ofBlocks = { ...usual, taken: 'step', needs: 'blocks', most: UNLIMITED } as const;
const ofBits = {
  ...usual,
  taken: 'sampled',
  needs: 'bits',
  most: 2 ** 27,
  options: [...COMPARED, 'reading', 'aggregate'],
} as const;

/**
 * The measures by name, in the order in which tables show them. The first two are the ones that a study compares: they are
 * always taken.
 */
export const MEASURES = {
  bdm: {
    ...ofBlocks,
    label: 'BDM',
    short: 'BDM',
    unit: 'bits',
    decimals: 1,
    colours: { light: '#0068ad', dark: '#5bb2f0' },
    options: [...COMPARED, 'table', 'boundary', 'block', 'aggregate'],
    value: ({ blocks }) => blocks.bdm,
  },
  blockEntropy: {
    ...ofBlocks,
    label: 'block entropy',
    short: 'block entropy',
    unit: 'bits per block',
    decimals: 4,
    colours: { light: '#c85200', dark: '#f5934a' },
    options: [...COMPARED, 'boundary', 'block', 'aggregate'],
    value: ({ blocks }) => blocks.blockEntropy,
  },
  bitEntropy: {
    ...ofBits,
    label: 'entropy of the bits',
    short: 'bit entropy',
    unit: 'bits per bit',
    decimals: 4,
    colours: { light: '#7a4fb5', dark: '#b99bf0' },
    layers: 'mean',
    needs: 'ones',
    options: ['aggregate'],
    most: UNLIMITED,
    inTerminal: false,
    value: ({ ones, cells }) => bitEntropy(ones, cells),
  },
  lempelZiv: {
    ...ofBits,
    label: 'Lempel–Ziv complexity',
    short: 'Lempel–Ziv',
    unit: 'phrases',
    decimals: 0,
    colours: { light: '#1b7a3d', dark: '#5fd18b' },
    memory: 8,
    most: 2 ** 23,
    value: (weights, { reading }) => lempelZiv76(read(weights, reading), weights.memory),
  },
  deflate: {
    ...ofBits,
    label: 'size after deflate',
    short: 'deflate',
    unit: 'bits',
    decimals: 0,
    colours: { light: '#8a5a00', dark: '#d9b14a' },
    inTerminal: false,
    value: (weights, { reading }) => deflateLength(packBytes(read(weights, reading))),
  },
  brotli: {
    ...ofBits,
    label: 'size after brotli',
    short: 'brotli',
    unit: 'bits',
    decimals: 0,
    colours: { light: '#00797a', dark: '#4fd0cf' },
    byDefault: false,
    value: (weights, { reading }) => brotliLength(packBytes(read(weights, reading))),
  },
  neighbours: {
    ...ofBits,
    label: 'unequal neighbours',
    short: 'neighbours',
    unit: 'share',
    decimals: 4,
    colours: { light: '#b0357f', dark: '#f285c2' },
    layers: 'mean',
    options: [...COMPARED, 'direction', 'aggregate'],
    value: (weights, { direction }) => neighbours(weights, direction),
  },
  rowBdm: {
    ...ofBlocks,
    label: 'BDM of the rows as strings',
    short: 'row BDM',
    unit: 'bits',
    decimals: 1,
    colours: { light: '#4a6b00', dark: '#a8cc52' },
    taken: 'sampled',
    // A row is what one unit receives: its strings need no order of the units.
    fixed: ROWS_AS_STRINGS,
    options: [...COMPARED, 'boundary', 'aggregate'],
    byDefault: false,
    value: ({ blocks }) => blocks.bdm,
  },
  placeboBdm: {
    ...ofBlocks,
    label: 'BDM from a placebo table',
    short: 'placebo BDM',
    unit: 'bits',
    decimals: 1,
    colours: { light: '#6d6875', dark: '#b8b0c4' },
    taken: 'sampled',
    options: [...COMPARED, 'placebo', 'seed', 'table', 'boundary', 'block', 'aggregate'],
    value: ({ blocks }) => blocks.bdm,
  },
  placeboRowBdm: {
    ...ofBlocks,
    label: 'BDM of the rows as strings, from a placebo table',
    short: 'placebo row BDM',
    unit: 'bits',
    decimals: 1,
    colours: { light: '#7d7a5e', dark: '#c2bfa0' },
    taken: 'sampled',
    fixed: ROWS_AS_STRINGS,
    options: [...COMPARED, 'placebo', 'seed', 'boundary', 'aggregate'],
    byDefault: false,
    value: ({ blocks }) => blocks.bdm,
  },
  effectiveRank: {
    ...ofBits,
    label: 'effective rank',
    short: 'effective rank',
    unit: 'dimensions',
    decimals: 2,
    colours: { light: '#a03c3c', dark: '#f09a8a' },
    most: 2 ** 20,
    longest: MOST_BITS,
    options: ['null', 'as', 'draws', 'rank'],
    byDefault: false,
    value: (weights, { rank }) => effectiveRank(weights, rank),
  },
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureName = keyof typeof MEASURES;
