import type { Backend } from './backend.ts';
import type { Parameter } from './layer.ts';

/** Adam (Kingma & Ba, arXiv 1412.6980, algorithm 1) with its default β1 0.9, β2 0.999, ε 1e-8. */
export class Adam {
  readonly #backend: Backend;
  readonly #parameters: readonly Parameter[];
  readonly #rate: number;
  readonly #means: Float32Array[];
  readonly #squares: Float32Array[];
  #steps = 0;

  constructor(backend: Backend, parameters: readonly Parameter[], learningRate: number) {
    this.#backend = backend;
    this.#parameters = parameters;
    this.#rate = learningRate;
    this.#means = parameters.map(({ value }) => backend.allocate(value.length));
    this.#squares = parameters.map(({ value }) => backend.allocate(value.length));
  }

  /** value -= rate · m̂ / (√v̂ + ε), m̂ and v̂ the bias-corrected running means of the gradient and its square. */
  step(): void {
    this.#steps++;
    this.#parameters.forEach(({ value, gradient, clip }, p) => {
      const { length } = value;
      this.#backend.adam(value, gradient, this.#means[p], this.#squares[p], length, this.#rate, this.#steps);
      if (clip !== undefined) this.#backend.clip(value, clip, length);
    });
  }
}
