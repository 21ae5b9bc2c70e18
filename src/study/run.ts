/** One run: a pure function of the spec and the run's number, whatever thread it runs on. */
import { areFinite } from '../arrays/finite.ts';
import type { CtmTable } from '../ctm/index.ts';
import { withControls } from '../data/controls.ts';
import { type DataSet, select } from '../data/dataSet.ts';
import { stratifiedDraw } from '../data/split.ts';
import { onSimd } from '../nn/simd.ts';
import { buildModel, evaluate, type TrainingResult, train } from '../nn/train.ts';
import { randomStream, uniform32 } from '../random.ts';
import { NetworkMeasures } from './measure.ts';
import { type PackedBits, type PackedFloats, packBits, packFloats } from './pack.ts';
import type { StudySpec } from './spec.ts';
import {
  emptyTrajectories,
  epochMeans,
  type MeasuredRun,
  type PlaneSamples,
  type RivalSamples,
  type Trajectories,
} from './trajectories.ts';

/** What the analysis and the report need of a run that was trained here. */
export interface RunOutcome extends MeasuredRun {
  readonly training: TrainingResult;
  /** On the test set, with the weights kept; the loss in its own unit, cross-entropy in nats. */
  readonly test: { readonly loss: number; readonly accuracy: number };
  /** Signs of each weight matrix [outputs × inputs], before training and as kept. */
  readonly weights: readonly { readonly start: PackedBits; readonly best: PackedBits }[];
}

/** All that a run's file holds of its result. */
export interface RunResult extends RunOutcome {
  /** At each optimiser step, of the weights that gave the step's loss. */
  readonly steps: Trajectories;
  /** What else was measured, at some of the steps. */
  readonly rivals?: RivalSamples;
  readonly planes?: PlaneSamples;
  /** Validation loss after so many steps. */
  readonly validation: { readonly steps: number[]; readonly loss: number[] };
  /** The network as kept: parameters and running statistics, by the place of their layer in the network (from 0). */
  readonly state: readonly ({ readonly layer: number; readonly name: string } & PackedFloats)[];
}

/** What an observer of a run sees at each step. BDM in bits. */
export interface Progress {
  readonly run: number;
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly bdm: number;
}

/** Streams of a study's seed: one for the validation set, one for its statistics, then one for each run. */
const VALIDATION_STREAM = 0;
export const STATISTICS_STREAM = 1;
const FIRST_RUN_STREAM = 2;

/** Trains and measures run number `run` of a study. */
export function performRun(
  spec: StudySpec,
  run: number,
  data: DataSet,
  table: CtmTable,
  onProgress?: (progress: Progress) => void,
): RunResult {
  const { labels, count } = data.training;
  const everyone = Uint32Array.from({ length: count }, (_, i) => i);
  const split = stratifiedDraw(everyone, labels, spec.data.validation, randomStream(spec.seed, VALIDATION_STREAM));
  const random = randomStream(spec.seed, FIRST_RUN_STREAM + run);
  const subset = stratifiedDraw(split.rest, labels, spec.data.subset, random).drawn;
  const controls = controlGenerators(spec.seed, run);
  const training = withControls(select(data.training, subset), spec.data, controls);
  const validation = withControls(select(data.training, split.drawn), spec.data, controls);
  const model = onSimd((backend) => buildModel(backend, data.shape, data.classes, spec.network, spec.training));
  const { network } = model;
  network.initialise(random);
  const signs = () => network.matrices.map(({ weights, outputs, inputs }) => packBits(weights, outputs, inputs));

  const start = signs();
  const measures = new NetworkMeasures(table, spec.measures.aggregate, network.matrices);
  const steps = emptyTrajectories(network.matrices.length);
  const evaluations = { steps: [] as number[], loss: [] as number[] };
  const result = train(model, training, validation, spec.training, random, {
    onStep(step, epoch, loss) {
      if (!Number.isFinite(loss)) throw diverged(run, `its loss is ${loss} at step ${step}`);
      steps.loss.push(loss);
      measures.record(steps);
      onProgress?.({ run, step, epoch, loss, bdm: steps.bdm.total[step] });
    },
    onEvaluation(stepsDone, loss) {
      // The sign of NaN is -1: a network that is lost can have a finite loss, and would look very simple.
      const lost = network.state.find(({ value }) => !areFinite(value));
      if (lost) throw diverged(run, `${lost.name} of layer ${lost.layer} is not finite after ${stepsDone} steps`);
      if (!Number.isFinite(loss)) throw diverged(run, `its validation loss is ${loss} after ${stepsDone} steps`);
      evaluations.steps.push(stepsDone);
      evaluations.loss.push(loss);
    },
  });

  const test = evaluate(model, data.test);
  if (!Number.isFinite(test.loss)) throw diverged(run, `its test loss is ${test.loss}`);
  return {
    run,
    training: result,
    test,
    steps,
    epochs: epochMeans(steps, result.stepsPerEpoch),
    validation: evaluations,
    blocks: { measured: measures.blocks, missing: measures.missing },
    weights: signs().map((best, layer) => ({ start: start[layer], best })),
    state: network.state.map(({ layer, name, value }) => ({ layer, name, ...packFloats(value) })),
  };
}

/** A run whose values are no longer finite: nothing can be measured of it. */
export class DivergedError extends Error {}

function diverged(run: number, what: string): DivergedError {
  return new DivergedError(`run ${run} diverged: ${what}`);
}

/**
 * What the controls of a run draw from: apart from its stream, so that a control has the examples, the first weights
 * and the batches of the run with true labels and pictures; and each for itself, so that both may be combined.
 */
function controlGenerators(seed: number, run: number) {
  const own = randomStream(seed, FIRST_RUN_STREAM + run);
  return { labels: randomStream(uniform32(own), 0), inputs: randomStream(uniform32(own), 1) };
}
