import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { RivalMeasures } from '../../src/study/rivals.ts';
import { RIVALS } from '../../src/study/trajectories.ts';
import { randomMatrices } from './matrices.ts';

const SHAPES = [
  [9, 14],
  [7, 9],
  [3, 7],
] as const;

/** Σ p log2(1/p) over the two digits. */
function slowEntropy(text: string): number {
  const share = text.split('1').length - 1;
  return [share / text.length, 1 - share / text.length].reduce((sum, p) => sum - (p > 0 ? p * Math.log2(p) : 0), 0);
}

/** How many words there are, each the shortest that did not occur before, as the definition reads. */
function slowPhrases(text: string): number {
  let phrases = 0;
  for (let start = 0, end = 1; end <= text.length; end++) {
    if (end < text.length && text.slice(0, end - 1).includes(text.slice(start, end))) continue;
    phrases++;
    start = end;
  }
  return phrases;
}

function slowDeflate(text: string): number {
  const bytes = text.match(/.{1,8}/g)?.map((some) => Number.parseInt(some.padEnd(8, '0'), 2)) ?? [];
  return 8 * deflateRawSync(Uint8Array.from(bytes), { level: 9, memLevel: 9 }).length;
}

const SLOW = { bitEntropy: slowEntropy, lempelZiv: slowPhrases, deflate: slowDeflate };

const textOf = (weights: Float32Array) => [...weights].map((weight) => (weight > 0 ? '1' : '0')).join('');

describe('rivals of a network that changes are those of the slow definitions', () => {
  const { matrices, redraw } = randomMatrices(SHAPES, ['binary', 'ternary', 'float']);
  const summed = new RivalMeasures(RIVALS, 'sum', matrices);
  const pooled = new RivalMeasures(RIVALS, 'pooled', matrices);
  const texts: string[][] = [];
  for (let sample = 0; sample < 10; sample++) {
    texts.push(matrices.map(({ weights }) => textOf(weights)));
    summed.record(20 * sample);
    pooled.record(20 * sample);
    redraw(0.2);
  }
  const steps = texts.map((_, sample) => 20 * sample);

  test.each(RIVALS)('%s', (name) => {
    const slow = SLOW[name];
    for (const { samples } of [summed, pooled]) {
      expect(samples.steps).toEqual(steps);
      SHAPES.forEach((_, layer) => {
        texts.forEach((some, i) => {
          expect(samples[name]?.layers[layer][i]).toBeCloseTo(slow(some[layer]), 12);
        });
      });
    }
    texts.forEach((some, i) => {
      const values = some.map(slow);
      const sum = values.reduce((a, b) => a + b, 0);
      const bits = some.reduce((total, text, layer) => total + text.length * values[layer], 0) / some.join('').length;
      expect(summed.samples[name]?.total[i]).toBeCloseTo(name === 'bitEntropy' ? bits : sum, 12);
      expect(pooled.samples[name]?.total[i]).toBeCloseTo(slow(some.join('')), 12);
    });
  });

  test('to know the matrix of a bit tells no less of it (entropy); two texts in a row have no more phrases than apart', () => {
    for (const name of ['bitEntropy', 'lempelZiv'] as const) {
      const [apart, together] = [summed, pooled].map(({ samples }) => samples[name]?.total ?? []);
      apart.forEach((value, i) => {
        if (name === 'bitEntropy') expect(value).toBeLessThanOrEqual(together[i] + 1e-12);
        else expect(together[i]).toBeLessThanOrEqual(value);
      });
    }
  });
});

test('only the rivals asked for are there', () => {
  const { matrices } = randomMatrices(SHAPES, ['binary']);
  for (const names of [[], ['lempelZiv'], ['bitEntropy', 'deflate']] as const) {
    expect(Object.keys(new RivalMeasures(names, 'sum', matrices).samples)).toEqual(['steps', ...names]);
  }
});
