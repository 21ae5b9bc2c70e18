import type { RandomGenerator } from '../random.ts';
import type { Backend } from './backend/backend.ts';
import type { Layer } from './layers/layer.ts';
import type { Parameter } from './layers/parameter.ts';
import type { WeightMatrix } from './layers/weightMatrix.ts';

/** A chain of layers. Rows are examples; arrays are allocated once, for batches up to `largestBatch`. */
export class Network {
  /** Where examples are put to go forward from: x [largestBatch × inputs]. */
  readonly input: Float32Array;
  readonly layers: readonly Layer[];
  readonly largestBatch: number;
  /** The weight matrices, first to last: what is measured. */
  readonly matrices: readonly WeightMatrix[];
  readonly parameters: readonly Parameter[];
  readonly #backend: Backend;
  /** Where numbers of examples stand, as integers: [largestBatch]. */
  readonly #numbers: Float32Array;

  constructor(backend: Backend, layers: readonly Layer[], largestBatch: number) {
    this.input = backend.allocate(largestBatch * layers[0].inputs);
    this.layers = layers;
    this.largestBatch = largestBatch;
    this.matrices = layers.flatMap(({ matrix }) => (matrix ? [matrix] : []));
    this.parameters = layers.flatMap((layer) => layer.parameters);
    this.#backend = backend;
    this.#numbers = backend.allocate(largestBatch);
  }

  get outputs(): number {
    return this.layers[this.layers.length - 1].outputs;
  }

  /** Draws the parameters' first values, layer by layer. */
  initialise(random: RandomGenerator): void {
    for (const layer of this.layers) layer.initialise(random);
  }

  /** Puts the examples with these numbers, at most `largestBatch` rows of x [any × inputs], into the first rows of `input`. */
  take(x: Float32Array, numbers: Uint32Array): void {
    const { buffer, byteOffset } = this.#numbers;
    const rows = new Uint32Array(buffer, byteOffset, numbers.length);
    rows.set(numbers);
    this.#backend.takeRows(x, rows, this.input, this.layers[0].inputs);
  }

  /** Due before each training step: draws what it leaves to chance. */
  draw(random: RandomGenerator, batch: number): void {
    for (const layer of this.layers) layer.draw(random, batch);
  }

  /** The first `batch` rows of `input` -> logits [batch × outputs]. */
  forward(batch: number, training: boolean): Float32Array {
    let y = this.input;
    for (const layer of this.layers) y = layer.forward(y, batch, training);
    return y;
  }

  /** dL/dlogits [batch × outputs] of the last forward pass -> the gradients of all parameters. */
  backward(gradient: Float32Array, batch: number): void {
    let passed = gradient;
    for (let i = this.layers.length - 1; i >= 0; i--) passed = this.layers[i].backward(passed, batch, i > 0);
  }

  /** Due after every change of the parameters: the weights follow the latent ones. */
  refresh(): void {
    for (const layer of this.layers) layer.refresh();
  }

  /** All parameters and running statistics by layer and name, in a fixed order: the arrays themselves. */
  get state(): readonly { readonly layer: number; readonly name: string; readonly value: Float32Array }[] {
    return this.layers.flatMap(({ parameters, statistics }, layer) =>
      [...parameters, ...statistics].map(({ name, value }) => ({ layer, name, value })),
    );
  }

  /** Copies of the state's arrays, into those of an earlier `save` if they are given. */
  save(into: readonly Float32Array[] = this.state.map(({ value }) => new Float32Array(value.length))) {
    this.state.forEach(({ value }, i) => {
      into[i].set(value);
    });
    return into;
  }

  /** Puts back what `save` of the same network returned. Throws a RangeError for another network's. */
  restore(saved: readonly Float32Array[]): void {
    const arrays = this.state.map(({ value }) => value);
    putBack(saved, arrays);
    this.refresh();
  }
}

/** Sets arrays to copies of them. Throws a RangeError where they are others. */
export function putBack(saved: readonly Float32Array[], arrays: readonly Float32Array[]): void {
  const differ = saved.length !== arrays.length || arrays.some(({ length }, i) => length !== saved[i].length);
  if (differ) throw new RangeError('the saved arrays are not of this network');
  arrays.forEach((array, i) => {
    array.set(saved[i]);
  });
}
