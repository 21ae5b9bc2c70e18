import type { RunResult } from '../../src/study/run/run.ts';
import { epochMeans } from '../../src/study/run/trajectories.ts';

const STEPS_PER_EPOCH = 10;

type Curve = (step: number) => number;

/** The loss, and each series by its name. */
export type Curves = Readonly<Record<string, Curve>>;

/** A run with given trajectories of one weight matrix, whose best weights stand at the end of epoch `bestEpochs`. */
export function syntheticRun(run: number, bestEpochs: number, { loss, ...others }: Curves = {}): RunResult {
  const length = (bestEpochs + 2) * STEPS_PER_EPOCH;
  const decay = (step: number) => 2 * Math.exp(-step / 30);
  const sample = (curve = decay) => Array.from({ length }, (_, step) => curve(step));
  const series = (curve = decay) => ({ total: sample(curve), layers: [sample(curve)] });
  const curves: Curves = { bdm: decay, blockEntropy: decay, ...others };
  const all = Object.fromEntries(Object.entries(curves).map(([name, curve]) => [name, series(curve)]));
  // As if what is sampled were measured at each step.
  const epochs = epochMeans({ loss: sample(loss), series: all }, undefined, STEPS_PER_EPOCH);
  const { bdm, blockEntropy } = all;
  const matrix = { rows: 4, columns: 4, bits: ['0', '1', '2', 'f'] };
  return {
    run,
    training: {
      steps: length,
      stepsPerEpoch: STEPS_PER_EPOCH,
      keptSteps: bestEpochs * STEPS_PER_EPOCH,
      keptValidationLoss: 0.7,
      stopped: 'patience',
    },
    test: { loss: 0.7, accuracy: 0.79 + (run % 200) / 1000 },
    steps: { loss: sample(loss), series: { bdm, blockEntropy } },
    samples: { steps: [], series: {}, planes: [] },
    epochs,
    validation: { steps: [20, 40], loss: [1, 0.7] },
    blocks: { bdm: { measured: length, missing: Math.min(run, length) } },
    weights: [{ start: matrix, best: matrix }],
    state: [],
  };
}
