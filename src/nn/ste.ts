/**
 * Sign and its straight-through estimators (STE): surrogate gradients for a function whose own is zero almost
 * everywhere (Hinton 2012; Bengio, Léonard & Courville, arXiv 1308.3432).
 */

/** +1 for a positive number, -1 for zero and below, as in the pattern bits of a weight matrix. */
export function sign(x: number): number {
  // Without a branch: signs are as good as random, and a wrong guess of the processor costs more than the rest.
  return 2 * Number(x > 0) - 1;
}

/**
 * - `identity`: dq/dx = 1.
 * - `clipped`: dq/dx = 1 where |x| <= 1, else 0; the derivative of hard tanh (Hubara et al., arXiv 1602.02830, eq. 4).
 * - `polynomial`: dq/dx = 2 - 2|x| where |x| < 1, else 0; ApproxSign (Liu et al., Bi-Real Net, arXiv 1808.00278, eq. 5).
 * - `swish`: dq/dx = β (2 - βx tanh(βx/2)) / (1 + cosh(βx)) with β = 5; SwishSign (Darabi et al., BNN+, arXiv
 *   1812.11800, eq. 4).
 */
export const STE_NAMES = ['identity', 'clipped', 'polynomial', 'swish'] as const;
export type SteName = (typeof STE_NAMES)[number];

export const SWISH_BETA = 5;

/** The surrogate derivative of sign at x. */
export const STE: Record<SteName, (x: number) => number> = {
  identity: () => 1,
  clipped: (x) => (Math.abs(x) <= 1 ? 1 : 0),
  polynomial: (x) => Math.max(0, 2 - 2 * Math.abs(x)),
  swish(x) {
    const scaled = SWISH_BETA * x;
    return (SWISH_BETA * (2 - scaled * Math.tanh(scaled / 2))) / (1 + Math.cosh(scaled));
  },
};
