import type { RandomGenerator } from '../../random.ts';
import type { Backend } from '../backend/backend.ts';
import type { Parameter } from './parameter.ts';
import type { WeightMatrix } from './weightMatrix.ts';

/**
 * One step of a network, in rows of examples. Arrays are allocated once, by the layer's backend, for the largest batch:
 * what `forward` and `backward` return is valid until their next call, and what they are given is the backend's too.
 */
export abstract class Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: readonly Parameter[];
  /** Of layers that have weights. */
  readonly matrix: WeightMatrix | undefined;
  /** Running statistics: what a saved network must hold beside its parameters. */
  readonly statistics: readonly { readonly name: string; readonly value: Float32Array }[] = [];
  protected readonly backend: Backend;
  /** What `forward` was given last, where `backward` needs it. */
  protected x: Float32Array = new Float32Array(0);
  protected readonly y: Float32Array;
  /** dL/dx. */
  protected readonly inputGradient: Float32Array;

  /** Gives a value for each that it takes, unless told how many. */
  constructor(backend: Backend, inputs: number, largestBatch: number, outputs = inputs, matrix?: WeightMatrix) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.matrix = matrix;
    this.parameters = matrix?.parameters ?? [];
    this.backend = backend;
    this.y = backend.allocate(largestBatch * outputs);
    this.inputGradient = backend.allocate(largestBatch * inputs);
  }

  /** Draws the parameters' first values. */
  initialise(random: RandomGenerator): void {
    this.matrix?.initialise(random);
  }

  /** Recomputes what derives from the parameters. Due whenever these have moved. */
  refresh(): void {
    this.matrix?.refresh();
  }

  /** Draws what the next training step leaves to chance, for so many examples. */
  draw(_random: RandomGenerator, _batch: number): void {}

  /** x [batch × inputs] -> y [batch × outputs]. Training uses the batch's own statistics where that matters. */
  abstract forward(x: Float32Array, batch: number, training: boolean): Float32Array;

  /**
   * dL/dy [batch × outputs] of the last forward pass -> dL/dx [batch × inputs]; sets the parameters' gradients.
   * `inputGradient` false skips dL/dx, which the first layer does not need.
   */
  abstract backward(gradient: Float32Array, batch: number, inputGradient: boolean): Float32Array;
}
