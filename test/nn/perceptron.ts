import type { PerceptronOptions } from '../../src/nn/describe.ts';

/** A small perceptron with the defaults of a spec. */
export const NETWORK: PerceptronOptions = {
  hidden: [16],
  outputWeights: 'binary',
  bias: false,
  normalise: 'beforeSign',
  normaliseLogits: true,
  weightSte: 'identity',
  activationSte: 'clipped',
  clipLatent: false,
};
