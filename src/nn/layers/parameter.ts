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
