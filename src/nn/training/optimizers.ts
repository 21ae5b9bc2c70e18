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
  adam: (backend, parameters) => new Adam(backend, parameters),
  adamw: (backend, parameters, options) =>
    new Adam(backend, parameters, { ...OPTIMIZERS.adamw, ...options }.weightDecay),
  sgd: (backend, parameters, options) => new Sgd(backend, parameters, { ...OPTIMIZERS.sgd, ...options }),
  bop: (backend, parameters, options) => new Bop(backend, parameters, { ...OPTIMIZERS.bop, ...options }),
};

/** The optimiser of these parameters that the options name. Throws a RangeError for another name. */
export const createOptimizer: Create = (backend, parameters, options) =>
  lookUp(CREATE, options.optimizer)(backend, parameters, options);

/**
 * Adam (Kingma & Ba, arXiv 1412.6980, algorithm 1) with its default β1 0.9, β2 0.999, ε 1e-8. With a weight decay it is
 * AdamW (Loshchilov & Hutter, arXiv 1711.05101, algorithm 2), in PyTorch's form: each step first takes the share
 * rate · weightDecay from every value.
 */
export class Adam implements Optimizer {
  readonly #backend: Backend;
  readonly #parameters: readonly Parameter[];
  readonly #weightDecay: number;
  readonly #means: Float32Array[];
  readonly #squares: Float32Array[];
  readonly moments: readonly Float32Array[];
  steps = 0;

  constructor(backend: Backend, parameters: readonly Parameter[], weightDecay = 0) {
    this.#backend = backend;
    this.#parameters = parameters;
    this.#weightDecay = weightDecay;
    this.#means = zerosFor(backend, parameters);
    this.#squares = zerosFor(backend, parameters);
    this.moments = [...this.#means, ...this.#squares];
  }

  /** value -= rate · m̂ / (√v̂ + ε), m̂ and v̂ the bias-corrected running means of the gradient and its square. */
  step(rate: number): void {
    this.steps++;
    this.#parameters.forEach(({ value, gradient, clip }, p) => {
      const { length } = value;
      if (this.#weightDecay > 0) this.#backend.scale(value, 1 - rate * this.#weightDecay, length);
      this.#backend.adam(value, gradient, this.#means[p], this.#squares[p], length, rate, this.steps);
      if (clip !== undefined) this.#backend.clip(value, clip, length);
    });
  }
}

/** Stochastic gradient descent with momentum, in PyTorch's form: no dampening, the rate outside of the velocity. */
export class Sgd implements Optimizer {
  readonly #backend: Backend;
  readonly #parameters: readonly Parameter[];
  readonly #momentum: number;
  readonly #weightDecay: number;
  /** Velocities, one for each parameter. */
  readonly moments: readonly Float32Array[];
  steps = 0;

  constructor(
    backend: Backend,
    parameters: readonly Parameter[],
    { momentum, weightDecay }: { readonly momentum: number; readonly weightDecay: number },
  ) {
    this.#backend = backend;
    this.#parameters = parameters;
    this.#momentum = momentum;
    this.#weightDecay = weightDecay;
    this.moments = zerosFor(backend, parameters);
  }

  /** velocity = momentum · velocity + gradient + weightDecay · value, value -= rate · velocity. */
  step(rate: number): void {
    this.steps++;
    this.#parameters.forEach(({ value, gradient, clip }, p) => {
      const { length } = value;
      this.#backend.sgd(value, gradient, this.moments[p], length, rate, this.#momentum, this.#weightDecay);
      if (clip !== undefined) this.#backend.clip(value, clip, length);
    });
  }
}

/**
 * Bop (Helwegen et al., arXiv 1906.02107, algorithm 1): binary weights without latent ones, which flip when the running
 * mean of their gradient is long enough of their sign. Adam moves the other parameters; the rate is theirs alone.
 */
export class Bop implements Optimizer {
  readonly #backend: Backend;
  readonly #binary: readonly Parameter[];
  readonly #means: Float32Array[];
  readonly #adaptivity: number;
  readonly #flipThreshold: number;
  readonly #others: Adam;
  readonly moments: readonly Float32Array[];

  /** Adaptivity is the paper's γ, the threshold its τ. */
  constructor(
    backend: Backend,
    parameters: readonly Parameter[],
    { adaptivity, flipThreshold }: { readonly adaptivity: number; readonly flipThreshold: number },
  ) {
    this.#backend = backend;
    this.#binary = parameters.filter(({ binary }) => binary === true);
    this.#means = zerosFor(backend, this.#binary);
    this.#adaptivity = adaptivity;
    this.#flipThreshold = flipThreshold;
    this.#others = new Adam(
      backend,
      parameters.filter(({ binary }) => binary !== true),
    );
    this.moments = [...this.#means, ...this.#others.moments];
  }

  get steps(): number {
    return this.#others.steps;
  }

  set steps(steps: number) {
    this.#others.steps = steps;
  }

  /** m = (1 - γ) m + γ · gradient; a weight w flips where |m| > τ and sign(m) = sign(w). Leaves ±1 where w is kept. */
  step(rate: number): void {
    this.#binary.forEach(({ value, gradient }, p) => {
      this.#backend.bop(value, gradient, this.#means[p], value.length, this.#adaptivity, this.#flipThreshold);
    });
    this.#others.step(rate);
  }
}

function zerosFor(backend: Backend, parameters: readonly Parameter[]): Float32Array[] {
  return parameters.map(({ value }) => backend.allocate(value.length));
}
