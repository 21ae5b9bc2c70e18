import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stratifiedDraw } from '../../src/data/split.ts';
import { randomStream } from '../../src/random.ts';

const labelled = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 200 })
  .chain((labels) => fc.tuple(fc.constant(Uint8Array.from(labels)), fc.integer({ min: 0, max: labels.length })));

test('the parts are disjoint and complete, and each class has its share to within one example', () => {
  fc.assert(
    fc.property(labelled, fc.integer(), ([labels, size], seed) => {
      const all = Uint32Array.from(labels, (_, i) => i);
      const { drawn, rest } = stratifiedDraw(all, labels, size, randomStream(seed >>> 0, 0));
      expect(drawn.length).toBe(size);
      expect([...drawn, ...rest].sort((a, b) => a - b)).toEqual([...all]);
      for (let label = 0; label < 5; label++) {
        const members = labels.filter((other) => other === label).length;
        const taken = drawn.filter((example) => labels[example] === label).length;
        expect(Math.abs(taken - (size * members) / labels.length)).toBeLessThan(1);
      }
    }),
  );
});

test('both parts come back in ascending order, whatever the order of what is drawn from', () => {
  const labels = Uint8Array.from({ length: 1000 }, (_, i) => i % 3);
  const odd = Uint32Array.from({ length: 500 }, (_, i) => 999 - 2 * i);
  const { drawn, rest } = stratifiedDraw(odd, labels, 100, randomStream(9, 0));
  for (const part of [drawn, rest]) expect(part).toEqual(part.toSorted());
  expect([...drawn, ...rest].sort((a, b) => a - b)).toEqual([...odd].reverse());
});

test('the same stream draws the same examples, another one others', () => {
  const labels = Uint8Array.from({ length: 1000 }, (_, i) => i % 3);
  const all = Uint32Array.from(labels, (_, i) => i);
  const draw = (stream: number) => [...stratifiedDraw(all, labels, 100, randomStream(9, stream)).drawn];
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('more than there are cannot be drawn', () => {
  const draw = () => stratifiedDraw(Uint32Array.of(0, 1), Uint8Array.of(0, 1), 3, randomStream(1, 0));
  expect(draw).toThrow('cannot draw 3 of 2 examples');
});
