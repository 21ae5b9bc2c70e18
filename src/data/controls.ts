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
  /** `permuted`: the examples' real values go with their labels; `noise`: of this share of the examples alone. */
  readonly labels: 'true' | 'permuted' | { readonly noise: number };
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
  const share = noiseOf(labels);
  const answers = share === 0 ? {} : permuted(examples, share, random.labels);
  const controlled = { ...examples, ...answers };
  if (inputs === 'true') return controlled;
  const drawn = { ...controlled, x: standardNormal(examples.x.length, random.inputs) };
  return examples.grid === undefined ? drawn : onGrid(drawn, examples.grid);
}

/** Of which share of the examples the labels are permuted. */
function noiseOf(labels: Controls['labels']): number {
  return typeof labels === 'object' ? labels.noise : Number(labels === 'permuted');
}

/**
 * The same labels, and values with them, those of a share of the examples in random order among themselves: how many examples
 * each class has does not change.
 */
function permuted(examples: Examples, share: number, random: RandomGenerator) {
  const order = inOrder(examples.count);
  const places = drawn(order, Math.round(share * examples.count), random);
  const from = places.slice();
  shuffle(from, random);
  for (let i = 0; i < places.length; i++) order[places[i]] = from[i];
  return answersOf(examples, order);
}

/** So many of these numbers at random; all of them as they are, without a draw. */
function drawn(numbers: Uint32Array, count: number, random: RandomGenerator): Uint32Array {
  const found = numbers.slice();
  if (count < found.length) shuffle(found, random, count);
  return found.subarray(0, count);
}
