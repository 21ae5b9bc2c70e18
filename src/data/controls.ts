/**
 * Controls: examples in which nothing can be learnt that holds for others, as in Table 4 of arXiv 2505.20646 (labels
 * permuted across the examples; random inputs with random labels).
 */
import type { Examples } from '../nn/train.ts';
import { type RandomGenerator, shuffle, uniform } from '../random.ts';

/** What is done to the examples that a network is trained and validated on. */
export interface Controls {
  readonly labels: 'true' | 'permuted';
  readonly inputs: 'pictures' | 'random';
}

/** The examples under these controls; those given where there are none. Each control draws from its own generator. */
export function withControls(
  examples: Examples,
  { labels, inputs }: Controls,
  random: { readonly labels: RandomGenerator; readonly inputs: RandomGenerator },
): Examples {
  return {
    ...examples,
    labels: labels === 'permuted' ? permuted(examples.labels, random.labels) : examples.labels,
    x: inputs === 'random' ? standardNormal(examples.x.length, random.inputs) : examples.x,
  };
}

/** The same labels in random order: how many examples each class has does not change. */
function permuted(labels: Uint8Array, random: RandomGenerator): Uint8Array {
  const order = Uint32Array.from(labels);
  shuffle(order, random);
  return Uint8Array.from(order);
}

/** Independent values of mean 0 and deviation 1, those of the standardised pictures (Box and Muller 1958). */
function standardNormal(count: number, random: RandomGenerator): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    // 1 − u is never 0, whose logarithm is not finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform(random)));
    const angle = 2 * Math.PI * uniform(random);
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
