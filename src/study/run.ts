/** One run: a pure function of the spec and the run's number, whatever thread it runs on. */
import { areFinite } from '../arrays/finite.ts';
import type { CtmTable } from '../ctm/index.ts';
import { withControls } from '../data/controls.ts';
import { type DataSet, select } from '../data/dataSet.ts';
import { stratifiedDraw } from '../data/split.ts';
import { onSimd } from '../nn/backend/simd.ts';
import { outputsFor } from '../nn/examples.ts';
import { buildModel } from '../nn/training/model.ts';
import { evaluate, type Observer, type TrainingResult, train } from '../nn/training/train.ts';
import type { TrainingState } from '../nn/training/trainingState.ts';
import { randomStream, uniform32 } from '../random.ts';
import { type MeasuresState, NetworkMeasures } from './measure.ts';
import { type PackedBits, type PackedFloats, packBits, packFloats } from './pack.ts';
import { Samples, type SamplesTaken } from './samples.ts';
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
  /** On the test set, with the weights kept; the loss in its own unit, cross-entropy in nats. Accuracy: of classes only. */
  readonly test: { readonly loss: number; readonly accuracy: number | null };
  /** Signs of each weight matrix [outputs × inputs], before training and as kept. */
  readonly weights: readonly { readonly start: PackedBits; readonly best: PackedBits }[];
}

/** All that a run's file holds of its result. */
export interface RunResult extends RunOutcome {
  /** At each optimiser step, of the weights that gave the step's loss. */
  readonly steps: Trajectories;
  /** At some of the steps, where they are asked for. */
  readonly rivals?: RivalSamples;
  /** The same, where there are weights that are not binary. */
  readonly planes?: PlaneSamples;
  readonly validation: Evaluations;
  /** The network as kept: parameters and running statistics, by the place of their layer in the network (from 0). */
  readonly state: readonly ({ readonly layer: number; readonly name: string } & PackedFloats)[];
}

/** Validation loss after so many steps. */
interface Evaluations {
  readonly steps: number[];
  readonly loss: number[];
}

/** What an observer of a run sees of each step: plain data of a few numbers. BDM in bits, block entropy in bits per block. */
export interface Progress {
  readonly run: number;
  readonly step: number;
  readonly epoch: number;
  /** Of the step, and the measures of the weights that gave it. */
  readonly loss: number;
  readonly bdm: number;
  readonly blockEntropy: number;
  /** The measures of each weight matrix, first layer first. */
  readonly layers: { readonly bdm: readonly number[]; readonly blockEntropy: readonly number[] };
  /** The latest evaluation; null before the first. Where it is after `step + 1` steps, it is of this one. */
  readonly validation: { readonly steps: number; readonly loss: number } | null;
}

/**
 * A run between two of its steps, as plain data (numbers, arrays and typed arrays): whatever `performRun` needs to go on
 * as if it had never stopped. It belongs to a spec, a table and a version of what runs compute (`runIdentity`).
 */
export interface RunState {
  readonly run: number;
  readonly training: TrainingState;
  readonly measures: MeasuresState;
  readonly samples: SamplesTaken;
  readonly steps: Trajectories;
  readonly validation: Evaluations;
}

export interface RunOptions {
  /** Called after each step. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /**
   * Called after each step, after `onProgress`: `take` copies the run's state, which takes time and memory, so that it is
   * to be called only where the state is wanted. A run ends early where this throws.
   */
  readonly onBoundary?: ((take: () => RunState) => void) | undefined;
  /** A state of the same run to go on from. */
  readonly from?: RunState | undefined;
}

/** Streams of a study's seed: one for the validation set, one for its statistics, then one for each run. */
const VALIDATION_STREAM = 0;
export const STATISTICS_STREAM = 1;
const FIRST_RUN_STREAM = 2;

/**
 * Trains and measures run number `run` of a study. Stopped at any step and resumed from its state there, it gives the same
 * result, bit for bit. Throws an Error where the run diverges.
 */
export function performRun(
  spec: StudySpec,
  run: number,
  data: DataSet,
  table: CtmTable,
  { onProgress, onBoundary, from }: RunOptions = {},
): RunResult {
  if (from && from.run !== run) throw new RangeError(`a state of run ${from.run}, not of run ${run}`);
  const { labels, count } = data.training;
  const everyone = Uint32Array.from({ length: count }, (_, i) => i);
  const split = stratifiedDraw(everyone, labels, spec.data.validation, randomStream(spec.seed, VALIDATION_STREAM));
  const random = randomStream(spec.seed, FIRST_RUN_STREAM + run);
  const subset = stratifiedDraw(split.rest, labels, spec.data.subset, random).drawn;
  const controls = controlGenerators(spec.seed, run);
  const training = withControls(select(data.training, subset), spec.data, controls);
  const validation = withControls(select(data.training, split.drawn), spec.data, controls);
  const { targets } = spec.data;
  const outputs = outputsFor(targets, data);
  const model = onSimd((backend) => buildModel(backend, data.shape, outputs, spec.network, spec.training, targets));
  const { network } = model;
  network.initialise(random);
  const signs = () => network.matrices.map(({ weights, outputs, inputs }) => packBits(weights, outputs, inputs));

  const start = signs();
  const measures = new NetworkMeasures(table, spec.measures, network.matrices);
  const samples = new Samples(
    table,
    spec.measures,
    network.matrices,
    Math.ceil(subset.length / spec.training.batchSize),
    structuredClone(from?.samples),
  );
  if (from) measures.restore(from.measures);
  const steps = from ? structuredClone(from.steps) : emptyTrajectories(network.matrices.length);
  const evaluations: Evaluations = from ? structuredClone(from.validation) : { steps: [], loss: [] };
  const observer: Observer = {
    onStep(step, _epoch, loss) {
      if (!Number.isFinite(loss)) throw diverged(run, `its loss is ${loss} at step ${step}`);
      steps.loss.push(loss);
      measures.record(steps);
      samples.record(step);
    },
    onEvaluation(stepsDone, loss) {
      // The sign of NaN is -1: a network that is lost can have a finite loss, and would look very simple.
      const lost = network.state.find(({ value }) => !areFinite(value));
      if (lost) throw diverged(run, `${lost.name} of layer ${lost.layer} is not finite after ${stepsDone} steps`);
      if (!Number.isFinite(loss)) throw diverged(run, `its validation loss is ${loss} after ${stepsDone} steps`);
      evaluations.steps.push(stepsDone);
      evaluations.loss.push(loss);
    },
    onStepDone(step, epoch, state) {
      onProgress?.({ run, step, epoch, ...latest(steps, evaluations) });
      onBoundary?.(() => ({
        run,
        training: state(),
        measures: measures.save(),
        samples: structuredClone(samples.taken),
        steps: structuredClone(steps),
        validation: structuredClone(evaluations),
      }));
    },
  };
  const result = train(model, training, validation, spec.training, random, observer, from?.training);

  const test = evaluate(model, data.test);
  if (!Number.isFinite(test.loss)) throw diverged(run, `its test loss is ${test.loss}`);
  return {
    run,
    training: result,
    test,
    steps,
    ...samples.taken,
    epochs: { ...epochMeans(steps, result.stepsPerEpoch), ...samples.epochMeans() },
    validation: evaluations,
    blocks: { measured: measures.blocks, missing: measures.missing },
    weights: signs().map((best, layer) => ({ start: start[layer], best })),
    state: network.state.map(({ layer, name, value }) => ({ layer, name, ...packFloats(value) })),
  };
}

/** The last values of all series. */
function latest({ loss, bdm, blockEntropy }: Trajectories, validation: Evaluations) {
  const last = loss.length - 1;
  const lastEvaluation = validation.steps.length - 1;
  return {
    loss: loss[last],
    bdm: bdm.total[last],
    blockEntropy: blockEntropy.total[last],
    layers: {
      bdm: bdm.layers.map((values) => values[last]),
      blockEntropy: blockEntropy.layers.map((values) => values[last]),
    },
    validation:
      lastEvaluation < 0 ? null : { steps: validation.steps[lastEvaluation], loss: validation.loss[lastEvaluation] },
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
