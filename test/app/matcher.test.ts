import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matcher } from '../../src/app/measure/measuring.ts';

const letters = (most: number) => fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: most });

test('a star stands for anything, every other letter for itself: as a regular expression has it', () => {
  const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 });
  fc.assert(
    fc.property(fc.array(patterns, { maxLength: 2 }), letters(8), (wanted, name) => {
      const isWanted = wanted.some((pattern) => {
        return new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(name);
      });
      expect(matcher(wanted)(name)).toBe(isWanted);
    }),
    { numRuns: 2000 },
  );
});

test('without names all are wanted', () => {
  fc.assert(fc.property(fc.string(), (name) => matcher()(name)));
});

test('many stars on a name of a million letters', () => {
  const started = performance.now();
  expect(matcher(['*a*a*a*a*a*a*b'])('a'.repeat(1_000_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(5000);
});
