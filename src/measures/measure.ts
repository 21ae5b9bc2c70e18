import type { BlockValues, Matrices } from '../bdm/index.ts';
import type { OptionName, SeriesOptions } from './options.ts';

/** What a measure is taken of: the weights of one matrix, or of all matrices of a network in one sequence. */
export interface Weights {
  /** In the order of their bits. */
  readonly matrices: readonly Matrices[];
  /** How many values there are, and how many are 1. */
  readonly cells: number;
  readonly ones: number;
  /** The values in order, 0 or 1; empty where the measure does not need them. */
  readonly bits: Uint8Array;
  /** Of the blocks that the series' options make of them; only there where the measure needs them. */
  readonly blocks: BlockValues;
  /** As many places for each bit as the measure's `memory` says, whatever stands in them. */
  readonly memory?: Int32Array;
}

/** A colour on white paper and on dark screens; each quantity has one everywhere, told apart by colour-blind eyes. */
export interface Colours {
  readonly light: string;
  readonly dark: string;
}

/** A measure of weights: all that spec, files, terminal and reports need to know of it. */
export interface Measure {
  /** "block entropy", as in the midst of a sentence; and the same for a narrow column. */
  readonly label: string;
  readonly short: string;
  readonly unit: string;
  /** Decimals that are worth showing. */
  readonly decimals: number;
  readonly colours: Colours;
  /** Along a run: at each step, in stored order, or, as that would cost too much, at some of them. */
  readonly taken: 'step' | 'sampled';
  /** The value of several matrices: the sum of theirs, or their mean, each counted as often as it has values. */
  readonly layers: 'sum' | 'mean';
  /** How many different symbols the values may be: 2 are bits. */
  readonly symbols: number;
  /** What it looks at. */
  readonly needs: 'blocks' | 'ones' | 'bits';
  /** Places of memory for each bit that it works with; new memory each time takes half of its time. */
  readonly memory: number;
  /** Most values that it can take of one array in a moderate memory, and its longest side; any unless told. */
  readonly most: number;
  readonly longest?: number;
  /** What another series of it may choose otherwise, and what of that it has otherwise than others. */
  readonly options: readonly OptionName[];
  readonly fixed?: Partial<SeriesOptions>;
  /** Whether a study takes it unless told, and whether the terminal's short table shows it. */
  readonly byDefault: boolean;
  readonly inTerminal: boolean;
  value(weights: Weights, options: SeriesOptions): number;
}
