/**
 * Controls: examples in which nothing can be learnt that holds for others, as in Table 4 of arXiv 2505.20646 (labels
 * permuted across the examples; random inputs with random labels).
 */
import type { Examples } from '../nn/examples.ts';
import { inOrder, type RandomGenerator, shuffle, standardNormal } from '../random.ts';
import { answersOf } from './dataSet.ts';
import { onGrid } from './inputs/standardise.ts';

/** What is done to the examples that a network is trained and validated on. */
export interface Controls {
  /** `permuted`: the examples' real values go with their labels. */
  readonly labels: 'true' | 'permuted';
  /** `random`: independent standard normal values, with the mean and the deviation of standardised inputs. */
  readonly inputs: 'true' | 'random';
}

/**
 * The examples under these controls; those given where there are none. Each control draws from its own generator. Random
 * inputs are on the grid of those that they replace.
 */
export function withControls(
  examples: Examples,
  { labels, inputs }: Controls,
  random: { readonly labels: RandomGenerator; readonly inputs: RandomGenerator },
): Examples {
  const answers = labels === 'permuted' ? permuted(examples, random.labels) : {};
  const controlled = { ...examples, ...answers };
  if (inputs === 'true') return controlled;
  const drawn = { ...controlled, x: standardNormal(examples.x.length, random.inputs) };
  return examples.grid === undefined ? drawn : onGrid(drawn, examples.grid);
}

/** The same labels, and values with them, in random order: how many examples each class has does not change. */
function permuted(examples: Examples, random: RandomGenerator) {
  const order = inOrder(examples.count);
  shuffle(order, random);
  return answersOf(examples, order);
}
