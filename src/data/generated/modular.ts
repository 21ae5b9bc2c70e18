/**
 * modular: the table of addition modulo a prime, on which grokking was first seen (Power et al., arXiv 2201.02177). An example
 * is a pair of integers (a, b), its class (a + b) mod p.
 */
import { z } from 'zod';
import type { Examples } from '../../nn/examples.ts';
import { inOrder, randomStream } from '../../random.ts';
import { type DataSet, type DataSource, select } from '../dataSet.ts';
import { stratifiedDraw } from '../split.ts';
import { GENERATED } from './generated.ts';

/** Classes are bytes, and each needs a pair to test. */
const PRIMES = { least: 11, most: 251 };
const USUAL = 97;
/** Not that of any study: the pairs to test are the same in all of them. */
const SEED = 97;

export interface ModularOptions {
  readonly prime: number;
}

/** Pairs of each class, of which there are as many as pairs in each: the prime. */
const SHARES = {
  training: (prime: number) => prime - SHARES.test(prime),
  test: (prime: number) => Math.floor(prime / 10),
};

const equalShares = (share: (prime: number) => number) => new Array<number>(USUAL).fill(share(USUAL));

export const modular: DataSource<ModularOptions> = {
  ...GENERATED,
  title: 'modular addition',
  citation: 'defined in docs/data.md; after Power et al., arXiv 2201.02177',
  examples: 'pairs',
  classes: { training: equalShares(SHARES.training), test: equalShares(SHARES.test) },
  counts: ({ prime }) => ({ training: prime * SHARES.training(prime), test: prime * SHARES.test(prime) }),
  grid: 0,
  options: {
    prime: z
      .int()
      .min(PRIMES.least)
      .max(PRIMES.most)
      .refine(isPrime, `expected a prime from ${PRIMES.least} to ${PRIMES.most}`)
      .default(USUAL),
  },
  task: taskOf,
  load: async (_, options) => generateModular(options),
};

function taskOf({ prime }: ModularOptions) {
  return { classes: prime, shape: [2], symbols: prime };
}

/** The whole table, the same at every call: a tenth of each class, rounded down and drawn once, is there to test. */
export function generateModular(options: ModularOptions): DataSet {
  const { prime } = options;
  const table = pairs(prime);
  const tested = prime * SHARES.test(prime);
  const { drawn, rest } = stratifiedDraw(inOrder(table.count), table.labels, tested, randomStream(SEED, 0));
  return { training: select(table, rest), test: select(table, drawn), ...taskOf(options) };
}

/** All pairs (a, b), b the faster. */
function pairs(prime: number): Examples {
  const count = prime ** 2;
  const x = new Float32Array(2 * count);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const [a, b] = [Math.floor(i / prime), i % prime];
    x.set([a, b], 2 * i);
    labels[i] = (a + b) % prime;
  }
  return { x, labels, count, features: 2 };
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor ** 2 <= number; divisor++) if (number % divisor === 0) return false;
  return number > 1;
}
