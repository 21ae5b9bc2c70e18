import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrder, randomStream, shuffle } from '../src/random.ts';

test('a shuffle that stops early has drawn what a whole one draws first, and lost nothing', () => {
  const count = fc.integer({ min: 0, max: 60 });
  fc.assert(
    fc.property(count, count, fc.nat(), (length, some, seed) => {
      const [whole, part] = [inOrder(length), inOrder(length)];
      shuffle(whole, randomStream(seed, 0));
      shuffle(part, randomStream(seed, 0), some);
      expect(part.subarray(0, some)).toEqual(whole.subarray(0, some));
      expect(part.toSorted()).toEqual(inOrder(length));
    }),
  );
});

test('all arrangements are drawn, and each as often as another', () => {
  const random = randomStream(1, 0);
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const numbers = inOrder(3);
    shuffle(numbers, random);
    counts.set(numbers.join(), (counts.get(numbers.join()) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // Five standard deviations of a binomial number of 6000 draws of 1/6.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt((6000 * 5) / 36));
});
