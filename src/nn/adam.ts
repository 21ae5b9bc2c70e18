import type { Parameter } from './layer.ts';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Adam (Kingma & Ba, arXiv 1412.6980, algorithm 1) with its default β1 0.9, β2 0.999, ε 1e-8. */
export class Adam {
  readonly #parameters: readonly Parameter[];
  readonly #rate: number;
  readonly #means: Float32Array[];
  readonly #squares: Float32Array[];
  #steps = 0;

  constructor(parameters: readonly Parameter[], learningRate: number) {
    this.#parameters = parameters;
    this.#rate = learningRate;
    this.#means = parameters.map(({ value }) => new Float32Array(value.length));
    this.#squares = parameters.map(({ value }) => new Float32Array(value.length));
  }

  /** value -= rate · m̂ / (√v̂ + ε), m̂ and v̂ the bias-corrected running means of the gradient and its square. */
  step(): void {
    this.#steps++;
    const correction1 = 1 - BETA1 ** this.#steps;
    const correction2 = 1 - BETA2 ** this.#steps;
    for (let p = 0; p < this.#parameters.length; p++) {
      const { value, gradient, clip } = this.#parameters[p];
      const mean = this.#means[p];
      const square = this.#squares[p];
      for (let i = 0; i < value.length; i++) {
        const g = gradient[i];
        const m = BETA1 * mean[i] + (1 - BETA1) * g;
        const v = BETA2 * square[i] + (1 - BETA2) * g * g;
        mean[i] = m;
        square[i] = v;
        value[i] -= (this.#rate * (m / correction1)) / (Math.sqrt(v / correction2) + EPSILON);
      }
      if (clip !== undefined)
        for (let i = 0; i < value.length; i++) value[i] = Math.max(-clip, Math.min(clip, value[i]));
    }
  }
}
