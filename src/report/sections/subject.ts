import type { CtmTable, Shape } from '../../ctm/index.ts';
import type { Analysis, AnalysisOptions } from '../../study/analysis/analysis.ts';
import type { Published } from '../../study/judgement/published.ts';
import type { Verdict } from '../../study/judgement/verdict.ts';
import type { PackedBits } from '../../study/run/pack.ts';
import type { MeasuredRun } from '../../study/run/trajectories.ts';
import type { PointAxis } from '../figures/curves.ts';
import type { Markup } from '../markup/html.ts';
import type { Fact } from '../markup/parts.ts';

/** What a report is of: a study of networks trained here, or networks that were trained elsewhere. The rest is common. */
export interface Subject {
  readonly kind: 'study' | 'watch';
  readonly name: string;
  /** "MNIST 10×10, network 100-32-16-10", and the same for a caption. */
  readonly setting: string;
  readonly caption: string;
  readonly description: string;
  /** The finished runs, in the order of their numbers; what they say, and what that decides. */
  readonly runs: readonly MeasuredRun[];
  readonly analysis: Analysis;
  readonly verdict: Verdict;
  readonly options: AnalysisOptions;
  /** What a trajectory has one value for, how the horizontal axis calls them, and which are the last that count. */
  readonly point: 'epoch' | 'checkpoint';
  readonly axis: PointAxis;
  readonly last: 'best' | 'last';
  readonly lossUnit: 'nats' | null;
  readonly isPooled: boolean;
  /** What the measured matrices are called: "layer 1". */
  readonly matrices: readonly string[];
  /** Block entropy of the network, in bits, if no block occurred twice; null without a run. */
  readonly ceiling: number | null;
  readonly published: Published | null;
  readonly pictures: Pictures | null;
  readonly table: CtmTable;
  /** Of this software. */
  readonly version: string;
  /** How it was computed: facts, every choice, and what the measures were taken of. */
  readonly facts: readonly Fact[];
  readonly choices: Markup;
  readonly block: Shape;
  readonly taken: string;
  readonly fixed: Markup | null;
  /** What of the setting limits the answer. */
  readonly limits: readonly Markup[];
}

/** Matrices of one run at two moments. */
export interface Pictures {
  readonly title: string;
  /** "run 0", and what the matrices hold. */
  readonly run: string;
  readonly noun: 'signs' | 'bits';
  /** Of each of the two moments: "before training", "as kept (epoch 6)". */
  readonly moments: readonly [start: string, best: string];
  /** `title`: "Layer 1: 32 outputs × 100 inputs"; `of`: "weight matrix of layer 1". */
  readonly matrices: readonly { title: string; of: string; start: PackedBits; best: PackedBits }[];
  /** What the figure shows, up to its colours. */
  readonly caption: string;
}
