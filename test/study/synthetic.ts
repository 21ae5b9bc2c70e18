import type { RunResult } from '../../src/study/run.ts';
import { epochMeans } from '../../src/study/trajectories.ts';

const STEPS_PER_EPOCH = 10;

export interface Curves {
  readonly loss: (step: number) => number;
  readonly bdm: (step: number) => number;
  readonly blockEntropy: (step: number) => number;
}

/** A run with given trajectories of one weight matrix, whose best weights stand at the end of epoch `bestEpochs`. */
export function syntheticRun(run: number, bestEpochs: number, curves: Partial<Curves> = {}): RunResult {
  const length = (bestEpochs + 2) * STEPS_PER_EPOCH;
  const decay = (step: number) => 2 * Math.exp(-step / 30);
  const sample = (curve = decay) => Array.from({ length }, (_, step) => curve(step));
  const series = (curve = decay) => ({ total: sample(curve), layers: [sample(curve)] });
  const steps = { loss: sample(curves.loss), bdm: series(curves.bdm), blockEntropy: series(curves.blockEntropy) };
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
    test: { loss: 0.7, accuracy: 0.79 + run / 1000 },
    steps,
    epochs: epochMeans(steps, STEPS_PER_EPOCH),
    validation: { steps: [20, 40], loss: [1, 0.7] },
    blocks: { measured: length, missing: run },
    weights: [{ start: matrix, best: matrix }],
    state: [],
  };
}
