/** One run: a pure function of the spec and the run's number, whatever thread it runs on. */
import { areFinite } from '../../arrays/finite.ts';
import { codePlaces } from '../../bdm/index.ts';
import { withControls } from '../../data/controls.ts';
import { type DataSet, select } from '../../data/dataSet.ts';
import { stratifiedDraw } from '../../data/split.ts';
import { seriesNamed } from '../../measures/index.ts';
import { onSimd, release } from '../../nn/backend/simd.ts';
import { outputsFor } from '../../nn/examples.ts';
import { buildModel } from '../../nn/training/model.ts';
import { evaluate, type Observer, type TrainingResult, train } from '../../nn/training/train.ts';
import type { TrainingState } from '../../nn/training/trainingState.ts';
import { inOrder, randomStream, uniform32 } from '../../random.ts';
import { seriesOf } from '../fields/measures.ts';
import type { StudySpec } from '../spec.ts';
import type { Tables } from './blockMethods.ts';
import { type MeasuresState, NetworkMeasures } from './measures.ts';
import { type PackedBits, type PackedFloats, packBits, packFloats } from './pack.ts';
import {
  type BySeries,
  epochMeans,
  type MeasuredRun,
  mapSeries,
  type Samples,
  type Series,
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
  /** At some of the steps: what would cost too much at each, and the bit planes of weights that are not binary. */
  readonly samples: Samples;
  readonly validation: Evaluations;
  /** The network as kept: parameters and running statistics, by the place of their layer in the network (from 0). */
  readonly state: readonly ({ readonly layer: number; readonly name: string } & PackedFloats)[];
}

/** Validation loss after so many steps, and the share of right answers where that came with it. */
interface Evaluations {
  readonly steps: number[];
  readonly loss: number[];
  accuracy?: number[];
}

/** What an observer of a run sees of each step: plain data of a few numbers. */
export interface Progress {
  readonly run: number;
  readonly step: number;
  readonly epoch: number;
  /** Of the step. */
  readonly loss: number;
  /** The last values of each series, of the network and of each weight matrix, first layer first. */
  readonly series: BySeries<{ readonly total: number; readonly layers: readonly number[] }>;
  /** The latest evaluation; null before the first. Where it is after `step + 1` steps, it is of this one. */
  readonly validation: { readonly steps: number; readonly loss: number } | null;
}

/**
 * A run between two of its steps, as plain data (numbers, arrays and typed arrays): whatever `performRun` needs to go on
 * as if it had never stopped. It belongs to a spec, its tables and a version of what runs compute.
 */
export interface RunState {
  readonly run: number;
  readonly training: TrainingState;
  readonly measures: MeasuresState;
  /** At each step so far. */
  readonly loss: readonly number[];
  readonly validation: Evaluations;
}

export interface RunOptions {
  /** What is measured, by the names of series (`seriesOf`): what the spec asks for unless told. */
  readonly series?: readonly string[] | undefined;
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
 * Trains and measures run number `run` of a study; `tables` has the complexity tables of its series. The result knows each
 * series by the name that says all its options (`seriesOf`), whatever the spec sets for all of them. Stopped at any step
 * and resumed from its state there, it gives the same result, bit for bit. Throws a DivergedError where the run diverges.
 */
export function performRun(
  spec: StudySpec,
  run: number,
  data: DataSet,
  tables: Tables,
  { series, onProgress, onBoundary, from }: RunOptions = {},
): RunResult {
  if (from && from.run !== run) throw new RangeError(`a state of run ${from.run}, not of run ${run}`);
  const { labels, count } = data.training;
  const everyone = inOrder(count);
  const split = stratifiedDraw(everyone, labels, spec.data.validation, randomStream(spec.seed, VALIDATION_STREAM));
  const random = randomStream(spec.seed, FIRST_RUN_STREAM + run);
  const subset = stratifiedDraw(split.rest, labels, spec.data.subset, random).drawn;
  const controls = controlGenerators(spec.seed, run);
  const validation = withControls(select(data.training, split.drawn), spec.data, controls);
  const { targets } = spec.data;
  const outputs = outputsFor(targets, data);
  const { model, codes, x } = onSimd((backend) => {
    const model = buildModel(backend, data.shape, outputs, spec.network, spec.training, targets);
    const places = model.network.matrices.map(({ outputs, inputs }) => codePlaces(outputs, inputs));
    // In the memory of the network examples are taken from faster.
    const x = backend.allocate(subset.length * data.training.features);
    return { model, x, codes: places.map((length) => backend.allocate(length)) };
  });
  const training = withControls(select(data.training, subset, x), spec.data, controls);
  // Random inputs were drawn elsewhere.
  if (training.x !== x) x.set(training.x);
  const { network } = model;
  network.initialise(random);
  const signs = () => network.matrices.map(({ signs, outputs, inputs }) => packBits(signs, outputs, inputs));

  const start = signs();
  const measuring = {
    series: series?.map((name) => seriesNamed(name)) ?? [...seriesOf(spec.measures).values()],
    tables,
    sampleEvery: spec.measures.sampleEvery,
    stepsPerEpoch: Math.ceil(subset.length / spec.training.batchSize),
    floatBits: spec.measures.floatBits,
    floatQuantiser: spec.measures.floatQuantiser,
  };
  const measures = new NetworkMeasures(measuring, network.matrices, { codes, from: from?.measures });
  const losses = [...(from?.loss ?? [])];
  const evaluations: Evaluations = from ? structuredClone(from.validation) : { steps: [], loss: [] };
  const observer: Observer = {
    onStep(step, _epoch, loss) {
      if (!Number.isFinite(loss)) throw new DivergedError(run, `its loss is ${loss} at step ${step}`);
      losses.push(loss);
      measures.record(step);
    },
    onEvaluation(stepsDone, loss, _best, accuracy) {
      // The sign of NaN is -1: a network that is lost can have a finite loss, and would look very simple.
      const lost = network.state.find(({ value }) => !areFinite(value));
      if (lost)
        throw new DivergedError(run, `${lost.name} of layer ${lost.layer} is not finite after ${stepsDone} steps`);
      if (!Number.isFinite(loss))
        throw new DivergedError(run, `its validation loss is ${loss} after ${stepsDone} steps`);
      evaluations.steps.push(stepsDone);
      evaluations.loss.push(loss);
      if (accuracy !== null) {
        evaluations.accuracy ??= [];
        evaluations.accuracy.push(accuracy);
      }
    },
    onStepDone(step, epoch, state) {
      onProgress?.({ run, step, epoch, loss: losses[step], series: latest(measures), validation: last(evaluations) });
      onBoundary?.(() => ({
        run,
        training: state(),
        measures: measures.save(),
        loss: [...losses],
        validation: structuredClone(evaluations),
      }));
    },
  };
  const result = train(model, { ...training, x }, validation, spec.training, random, observer, from?.training);

  const test = evaluate(model, data.test);
  if (!Number.isFinite(test.loss)) throw new DivergedError(run, `its test loss is ${test.loss}`);
  const steps = { loss: losses, series: measures.steps };
  const finished: RunResult = {
    run,
    training: result,
    test,
    steps,
    samples: measures.samples,
    epochs: epochMeans(steps, measures.samples, result.stepsPerEpoch),
    validation: evaluations,
    blocks: measures.blocks,
    weights: signs().map((best, layer) => ({ start: start[layer], best })),
    state: network.state.map(({ layer, name, value }) => ({ layer, name, ...packFloats(value) })),
  };
  // All of it is copied.
  release(x);
  return finished;
}

/** The last values of all series. */
function latest({ steps, samples }: NetworkMeasures): Progress['series'] {
  const lastOf = ({ total, layers }: Series) => ({
    total: total[total.length - 1],
    layers: layers.map((values) => values[values.length - 1]),
  });
  return mapSeries({ ...steps, ...samples.series }, lastOf);
}

function last({ steps, loss }: Evaluations): Progress['validation'] {
  const at = steps.length - 1;
  return at < 0 ? null : { steps: steps[at], loss: loss[at] };
}

/** A run whose values are no longer finite: nothing can be measured of it. */
export class DivergedError extends Error {
  constructor(run: number, what: string) {
    super(`run ${run} diverged: ${what}`);
  }
}

/**
 * What the controls of a run draw from: apart from its stream, so that a control has the examples, the first weights
 * and the batches of the run with true labels and pictures; and each for itself, so that both may be combined. The
 * validation set draws first.
 */
function controlGenerators(seed: number, run: number) {
  const own = randomStream(seed, FIRST_RUN_STREAM + run);
  return { labels: randomStream(uniform32(own), 0), inputs: randomStream(uniform32(own), 1) };
}
