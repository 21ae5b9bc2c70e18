import type { RunResult } from '../../src/study/run.ts';
import { epochMeans, type RivalName } from '../../src/study/trajectories.ts';

const STEPS_PER_EPOCH = 10;

type Curve = (step: number) => number;

export interface Curves {
  readonly loss: Curve;
  readonly bdm: Curve;
  readonly blockEntropy: Curve;
  readonly rivals: Readonly<Partial<Record<RivalName, Curve>>>;
}

/** A run with given trajectories of one weight matrix, whose best weights stand at the end of epoch `bestEpochs`. */
export function syntheticRun(run: number, bestEpochs: number, curves: Partial<Curves> = {}): RunResult {
  const length = (bestEpochs + 2) * STEPS_PER_EPOCH;
  const decay = (step: number) => 2 * Math.exp(-step / 30);
  const sample = (curve = decay) => Array.from({ length }, (_, step) => curve(step));
  const series = (curve = decay) => ({ total: sample(curve), layers: [sample(curve)] });
  const steps = { loss: sample(curves.loss), bdm: series(curves.bdm), blockEntropy: series(curves.blockEntropy) };
  // Any series has the means that BDM's would have.
  const meansOf = (curve: Curve) => epochMeans({ ...steps, bdm: series(curve) }, STEPS_PER_EPOCH).bdm;
  const rivals = Object.entries(curves.rivals ?? {}).map(([name, curve]) => [name, meansOf(curve)]);
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
    epochs: {
      ...epochMeans(steps, STEPS_PER_EPOCH),
      ...(curves.rivals && { rivals: Object.fromEntries(rivals) }),
    },
    validation: { steps: [20, 40], loss: [1, 0.7] },
    blocks: { measured: length, missing: run },
    weights: [{ start: matrix, best: matrix }],
    state: [],
  };
}
