import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lempelZiv76, normalisedLempelZiv76 } from '../../src/measures/index.ts';
import { below, randomStream } from '../../src/random.ts';

const bitsOf = (text: string) => Uint8Array.from(text, Number);
const phrases = (text: string) => lempelZiv76(bitsOf(text));
const complement = (text: string) => text.replace(/./g, (bit) => (bit === '0' ? '1' : '0'));

/** The phrases as the definition reads. */
function slowHistory(text: string): string[] {
  const history: string[] = [];
  for (let start = 0, end = 1; end <= text.length; end++) {
    const isOld = text.slice(0, end - 1).includes(text.slice(start, end));
    if (isOld && end < text.length) continue;
    history.push(text.slice(start, end));
    start = end;
  }
  return history;
}

/** Random bits, of which a share from none to all are 1. */
const sequence = fc
  .tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 16 }), fc.integer())
  .map(([length, ofSixteen, seed]) => {
    const random = randomStream(seed, 0);
    return Array.from({ length }, () => (below(random, 16) < ofSixteen ? '1' : '0')).join('');
  });

/** A text that is spliced of copies of its own past, with single random bits between: long repeats, many clones. */
function spliced(length: number, seed: number): string {
  const random = randomStream(seed, 0);
  let text = '01';
  while (text.length < length) {
    const from = below(random, text.length);
    text += text.slice(from, from + below(random, 1 + below(random, text.length))) + below(random, 2);
  }
  return text.slice(0, length);
}

/** The fixed point of a substitution of 0 and 1, from 0 on. */
function substituted(zero: string, one: string, length: number): string {
  let text = '0';
  while (text.length < length) text = text.replace(/./g, (bit) => (bit === '0' ? zero : one));
  return text.slice(0, length);
}

describe('Lempel–Ziv complexity of published sequences:', () => {
  test('Kaspar & Schuster 1987: 0·001·10·100·1000·101', () => expect(phrases('0001101001000101')).toBe(6));
  test('Amigó et al. 2004: 0·1·011·0100·011011·1001·0', () => expect(phrases('01011010001101110010')).toBe(7));
  test('a constant has two phrases, 0·000…, and 0101… three, 0·1·0101…', () => {
    for (const length of [2, 3, 64, 1001]) expect(phrases('0'.repeat(length))).toBe(2);
    for (const length of [3, 4, 64, 1001]) expect(phrases('01'.repeat(length).slice(0, length))).toBe(3);
  });

  test('the Fibonacci word falls into phrases as long as the Fibonacci numbers (Fici 2015, J. Integer Seq. 18.9.3)', () => {
    const word = substituted('01', '0', 300_000);
    let [end, length, next] = [0, 1, 1];
    for (let count = 1; end + length <= word.length; count++) {
      end += length;
      [length, next] = [next, length + next];
      expect(phrases(word.slice(0, end))).toBe(count);
      expect(phrases(word.slice(0, end + 1))).toBe(count + 1);
    }
    expect(end).toBeGreaterThan(190_000);
  });
});

describe('Lempel–Ziv complexity equals the slow definition', () => {
  test('on all sequences of up to 12 bits', () => {
    for (let length = 0; length <= 12; length++) {
      for (let code = 0; code < 1 << length; code++) {
        const text = length === 0 ? '' : code.toString(2).padStart(length, '0');
        if (phrases(text) !== slowHistory(text).length) expect.fail(text);
      }
    }
  });

  test('on thousands of random sequences of every bias', () => {
    fc.assert(
      fc.property(sequence, (text) => {
        expect(phrases(text)).toBe(slowHistory(text).length);
      }),
      { numRuns: 5000 },
    );
  });

  test('on long texts that repeat themselves', () => {
    const texts = [
      ...Array.from({ length: 40 }, (_, seed) => spliced(3000, seed)),
      substituted('01', '10', 4096),
      substituted('01', '00', 4096),
      substituted('010', '111', 4096),
      `${'0'.repeat(1500)}1${'0'.repeat(1500)}`,
      '0010111'.repeat(300) + '0110'.repeat(300),
    ];
    for (const text of texts) expect(phrases(text)).toBe(slowHistory(text).length);
  });
});

describe('laws of Lempel–Ziv complexity', () => {
  test('complement changes nothing', () => {
    fc.assert(
      fc.property(sequence, (text) => {
        expect(phrases(complement(text))).toBe(phrases(text));
      }),
    );
  });

  test('one more bit adds no phrase or one', () => {
    fc.assert(
      fc.property(sequence, (text) => {
        const counts = Array.from({ length: text.length + 1 }, (_, length) => phrases(text.slice(0, length)));
        expect(counts[0]).toBe(0);
        for (let i = 1; i < counts.length; i++) expect([0, 1]).toContain(counts[i] - counts[i - 1]);
      }),
    );
  });

  test('two texts in a row have no more phrases than apart (Lempel & Ziv 1976)', () => {
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        expect(phrases(a + b)).toBeLessThanOrEqual(phrases(a) + phrases(b));
      }),
      { numRuns: 1000 },
    );
  });

  test('values above 0 are 1, the others 0', () => {
    expect(lempelZiv76([-1, 0, -0.5, 0.1, 3, -2, 1, 0, 0, 7, 0, 0, -4, 1, 0, 1])).toBe(6);
  });
});

describe('normalised Lempel–Ziv complexity', () => {
  test('by hand: 6 phrases in 16 bits are 6 · 4 / 16', () => expect(normalisedLempelZiv76(6, 16)).toBe(1.5));

  test('of random bits is near their entropy rate, of ordered ones near 0', () => {
    const random = randomStream(1, 0);
    const rate = (ofTen: number) => {
      const bits = Uint8Array.from({ length: 1 << 17 }, () => (below(random, 10) < ofTen ? 1 : 0));
      return normalisedLempelZiv76(lempelZiv76(bits), bits.length);
    };
    // Entropies of 5, 2 and 1 ones among 10: 1, 0.722, 0.469.
    expect(Math.abs(rate(5) - 1)).toBeLessThan(0.03);
    expect(Math.abs(rate(2) - 0.722)).toBeLessThan(0.03);
    expect(Math.abs(rate(1) - 0.469)).toBeLessThan(0.03);
    expect(rate(0)).toBeLessThan(0.001);
  });

  test('of a single bit is 0; of a number of phrases that cannot be, a RangeError', () => {
    expect(normalisedLempelZiv76(1, 1)).toBe(0);
    for (const [count, length] of [
      [0, 0],
      [0, 5],
      [6, 5],
      [Number.NaN, 5],
      [1, Number.NaN],
    ])
      expect(() => normalisedLempelZiv76(count, length)).toThrow(RangeError);
  });
});

test('memory may be given, and hold anything', () => {
  const memory = new Int32Array(8 * 200).fill(-7);
  fc.assert(
    fc.property(sequence, (text) => {
      expect(lempelZiv76(bitsOf(text), memory)).toBe(phrases(text));
    }),
    { numRuns: 1000 },
  );
  expect(lempelZiv76([], new Int32Array(0))).toBe(0);
  expect(() => lempelZiv76(bitsOf('0101'), new Int32Array(31))).toThrow(RangeError);
});

test('more bits than the automaton can name are refused before any work', () => {
  expect(() => lempelZiv76({ length: 2 ** 28 + 1 })).toThrow('at most 2^28');
});
