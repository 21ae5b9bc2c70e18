/** Every measure of weights, a row each. The mathematics lies in a file of its own. */
import { bitEntropy } from './bitEntropy.ts';
import { brotliLength, deflateLength } from './compressors.ts';
import { lempelZiv76 } from './lempelZiv.ts';
import type { Measure } from './measure.ts';
import { neighbours } from './neighbours.ts';
import { packBytes } from './pack.ts';

const UNLIMITED = Number.POSITIVE_INFINITY;

/** What most measures have in common; a row says what it has otherwise. */
const usual = { layers: 'sum', symbols: 2, memory: 0, byDefault: true, inTerminal: true } as const;
const ofBlocks = { ...usual, taken: 'step', needs: 'blocks', most: UNLIMITED } as const;
const ofBits = { ...usual, taken: 'sampled', needs: 'bits', most: 2 ** 27, options: ['aggregate'] } as const;

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
    options: ['table', 'boundary', 'block', 'aggregate'],
    value: ({ blocks }) => blocks.bdm,
  },
  blockEntropy: {
    ...ofBlocks,
    label: 'block entropy',
    short: 'block entropy',
    unit: 'bits per block',
    decimals: 4,
    colours: { light: '#c85200', dark: '#f5934a' },
    options: ['boundary', 'block', 'aggregate'],
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
    value: ({ bits, memory }) => lempelZiv76(bits, memory),
  },
  deflate: {
    ...ofBits,
    label: 'size after deflate',
    short: 'deflate',
    unit: 'bits',
    decimals: 0,
    colours: { light: '#8a5a00', dark: '#d9b14a' },
    inTerminal: false,
    value: ({ bits }) => deflateLength(packBytes(bits)),
  },
  brotli: {
    ...ofBits,
    label: 'size after brotli',
    short: 'brotli',
    unit: 'bits',
    decimals: 0,
    colours: { light: '#00797a', dark: '#4fd0cf' },
    byDefault: false,
    value: ({ bits }) => brotliLength(packBytes(bits)),
  },
  neighbours: {
    ...ofBits,
    label: 'unequal neighbours',
    short: 'neighbours',
    unit: 'share',
    decimals: 4,
    colours: { light: '#b0357f', dark: '#f285c2' },
    layers: 'mean',
    options: ['direction', 'aggregate'],
    byDefault: false,
    value: (weights, { direction }) => neighbours(weights, direction),
  },
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureName = keyof typeof MEASURES;
