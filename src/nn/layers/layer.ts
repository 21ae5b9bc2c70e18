import type { RandomGenerator } from '../../random.ts';
import type { WeightMatrix } from './weightMatrix.ts';

/** What the optimiser moves: values and the gradient of the loss with respect to them, of the same length. */
export interface Parameter {
  readonly name: string;
  readonly value: Float32Array;
  readonly gradient: Float32Array;
  /** Bound that the optimiser clips the values to after each step; none by default. */
  readonly clip?: number;
  /** The network uses no more of the values than their signs. */
  readonly binary?: boolean;
}

/**
 * One step of a network, in rows of examples. Arrays are allocated once, by the layer's backend, for the largest batch:
 * what `forward` and `backward` return is valid until their next call, and what they are given is the backend's too.
 */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: readonly Parameter[];
  /** Of layers that have weights. */
  readonly matrix?: WeightMatrix;
  /** Running statistics: what a saved network must hold beside its parameters. */
  readonly statistics: readonly { readonly name: string; readonly value: Float32Array }[];
  /** Draws the parameters' first values. */
  initialise(random: RandomGenerator): void;
  /** Recomputes what derives from the parameters. Due whenever these have moved. */
  refresh(): void;
  /** Draws what the next training step leaves to chance, for so many examples. */
  draw?(random: RandomGenerator, batch: number): void;
  /** x [batch × inputs] -> y [batch × outputs]. Training uses the batch's own statistics where that matters. */
  forward(x: Float32Array, batch: number, training: boolean): Float32Array;
  /**
   * dL/dy [batch × outputs] of the last forward pass -> dL/dx [batch × inputs]; sets the parameters' gradients.
   * `inputGradient` false skips dL/dx, which the first layer does not need.
   */
  backward(gradient: Float32Array, batch: number, inputGradient: boolean): Float32Array;
}
