import type { Backend } from '../backend/backend.ts';
import type { Parameter } from '../layers/parameter.ts';
import { lookUp } from '../lookUp.ts';

/** Moves parameters against the gradients that they hold. */
export interface Optimizer {
  /** Steps taken; to be set where a saved training goes on. */
  steps: number;
  /** What it remembers from step to step beside their number: the arrays themselves, in a fixed order. */
  readonly moments: readonly Float32Array[];
  /** One step; `rate` is the learning rate, as a schedule gives it. */
  step(rate: number): void;
}

/** The optimisers, with what each has to be told beside the learning rate and the usual value of that. */
export const OPTIMIZERS = {
  adam: {},
  adamw: { weightDecay: 0.01 },
  sgd: { momentum: 0.9, weightDecay: 0 },
  bop: { adaptivity: 1e-4, flipThreshold: 1e-8 },
} as const;

export type OptimizerName = keyof typeof OPTIMIZERS;

export interface OptimizerOptions {
  readonly optimizer: OptimizerName;
  readonly weightDecay?: number;
  readonly momentum?: number;
  readonly adaptivity?: number;
  readonly flipThreshold?: number;
}

type Create = (backend: Backend, parameters: readonly Parameter[], options: OptimizerOptions) => Optimizer;

const CREATE: Record<OptimizerName, Create> = {
  adam: (backend, parameters) => adam(backend, parameters),
  adamw: (backend, parameters, options) => adam(backend, parameters, { ...OPTIMIZERS.adamw, ...options }.weightDecay),
  sgd,
  bop,
};

/** The optimiser of these parameters that the options name. Throws a RangeError for another name. */
export const createOptimizer: Create = (backend, parameters, options) =>
  lookUp(CREATE, options.optimizer)(backend, parameters, options);

/**
 * Adam (Kingma & Ba, arXiv 1412.6980, algorithm 1) with its default β1 0.9, β2 0.999, ε 1e-8:
 * value -= rate · m̂ / (√v̂ + ε), m̂ and v̂ the bias-corrected running means of the gradient and its square. With a weight
 * decay it is AdamW (Loshchilov & Hutter, arXiv 1711.05101, algorithm 2), in PyTorch's form: each step first takes the
 * share rate · weightDecay from every value.
 */
function adam(backend: Backend, parameters: readonly Parameter[], weightDecay = 0): Optimizer {
  const means = zerosFor(backend, parameters);
  const squares = zerosFor(backend, parameters);
  return moving(backend, parameters, [...means, ...squares], (parameter, p, rate, steps) => {
    if (weightDecay > 0) backend.scale(parameter.value, 1 - rate * weightDecay);
    backend.adam(parameter, means[p], squares[p], rate, steps);
  });
}

/**
 * Stochastic gradient descent with momentum, in PyTorch's form: no dampening, the rate outside of the velocity.
 * velocity = momentum · velocity + gradient + weightDecay · value, value -= rate · velocity.
 */
function sgd(backend: Backend, parameters: readonly Parameter[], options: OptimizerOptions): Optimizer {
  const { momentum, weightDecay } = { ...OPTIMIZERS.sgd, ...options };
  const velocities = zerosFor(backend, parameters);
  return moving(backend, parameters, velocities, (parameter, p, rate) => {
    backend.sgd(parameter, velocities[p], rate, momentum, weightDecay);
  });
}

/**
 * Bop (Helwegen et al., arXiv 1906.02107, algorithm 1): binary weights without latent ones, which flip when the running
 * mean of their gradient is long enough of their sign: m = (1 - γ) m + γ · gradient; a weight w flips where |m| > τ and
 * sign(m) = sign(w). Leaves ±1 where w is kept. Adaptivity is γ, the threshold τ. Adam moves the other parameters; the
 * rate is theirs alone.
 */
function bop(backend: Backend, parameters: readonly Parameter[], options: OptimizerOptions): Optimizer {
  const { adaptivity, flipThreshold } = { ...OPTIMIZERS.bop, ...options };
  const weights = parameters.filter(({ binary }) => binary === true);
  const means = zerosFor(backend, weights);
  const others = adam(
    backend,
    parameters.filter(({ binary }) => binary !== true),
  );
  return {
    get steps() {
      return others.steps;
    },
    set steps(steps) {
      others.steps = steps;
    },
    moments: [...means, ...others.moments],
    step(rate) {
      weights.forEach((parameter, p) => {
        backend.bop(parameter, means[p], adaptivity, flipThreshold);
      });
      others.step(rate);
    },
  };
}

/** Moves one parameter after the other, and keeps each within its bound. */
function moving(
  backend: Backend,
  parameters: readonly Parameter[],
  moments: readonly Float32Array[],
  move: (parameter: Parameter, p: number, rate: number, steps: number) => void,
): Optimizer {
  return {
    steps: 0,
    moments,
    step(rate) {
      this.steps++;
      parameters.forEach((parameter, p) => {
        move(parameter, p, rate, this.steps);
        if (parameter.clip !== undefined) backend.clip(parameter.value, parameter.clip);
      });
    },
  };
}

function zerosFor(backend: Backend, parameters: readonly Parameter[]): Float32Array[] {
  return parameters.map(({ value }) => backend.allocate(value.length));
}
