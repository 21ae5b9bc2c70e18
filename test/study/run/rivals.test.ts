import { brotliCompressSync, constants, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { loadTable } from '../../../src/ctm/load.ts';
import { NetworkMeasures } from '../../../src/study/run/measures.ts';
import { measuring, randomMatrices } from './matrices.ts';

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

function slowBrotli(text: string): number {
  const bytes = text.match(/.{1,8}/g)?.map((some) => Number.parseInt(some.padEnd(8, '0'), 2)) ?? [];
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24 };
  return 8 * brotliCompressSync(Uint8Array.from(bytes), { params }).length;
}

const SLOW = { bitEntropy: slowEntropy, lempelZiv: slowPhrases, deflate: slowDeflate, brotli: slowBrotli };
const RIVALS = Object.keys(SLOW) as (keyof typeof SLOW)[];
const table = await loadTable('2d-n4');

const textOf = (weights: Float32Array) => [...weights].map((weight) => (weight > 0 ? '1' : '0')).join('');

/** Every twentieth step, as those of a run. */
const record = (measures: NetworkMeasures, sample: number) => {
  for (let step = sample === 0 ? 0 : 20 * sample - 19; step <= 20 * sample; step++) measures.record(step);
};

describe('rivals of a network that changes are those of the slow definitions', () => {
  const { matrices, redraw } = randomMatrices(SHAPES, ['binary', 'ternary', 'float']);
  const names = [...RIVALS, ...RIVALS.map((name) => `${name}_pooled`)];
  const measures = new NetworkMeasures(measuring(table, names, {}, { sampleEvery: 20 }), matrices);
  const { samples } = measures;
  const texts: string[][] = [];
  for (let sample = 0; sample < 10; sample++) {
    texts.push(matrices.map(({ weights }) => textOf(weights)));
    record(measures, sample);
    redraw(0.2);
  }
  const steps = texts.map((_, sample) => 20 * sample);

  test.each(RIVALS)('%s', (name) => {
    const slow = SLOW[name];
    expect(samples.steps).toEqual(steps);
    for (const series of [name, `${name}_pooled`]) {
      SHAPES.forEach((_, layer) => {
        texts.forEach((some, i) => {
          expect(samples.series[series].layers[layer][i]).toBeCloseTo(slow(some[layer]), 12);
        });
      });
    }
    texts.forEach((some, i) => {
      const values = some.map(slow);
      const sum = values.reduce((a, b) => a + b, 0);
      const bits = some.reduce((total, text, layer) => total + text.length * values[layer], 0) / some.join('').length;
      expect(samples.series[name].total[i]).toBeCloseTo(name === 'bitEntropy' ? bits : sum, 12);
      expect(samples.series[`${name}_pooled`].total[i]).toBeCloseTo(slow(some.join('')), 12);
    });
  });

  test('to know the matrix of a bit tells no less of it (entropy); two texts in a row have no more phrases than apart', () => {
    for (const name of ['bitEntropy', 'lempelZiv'] as const) {
      const [apart, together] = [name, `${name}_pooled`].map((series) => samples.series[series].total);
      apart.forEach((value, i) => {
        if (name === 'bitEntropy') expect(value).toBeLessThanOrEqual(together[i] + 1e-12);
        else expect(together[i]).toBeLessThanOrEqual(value);
      });
    }
  });
});

test('only the series asked for are there', () => {
  const { matrices } = randomMatrices(SHAPES, ['binary']);
  for (const names of [[], ['lempelZiv'], ['bitEntropy', 'deflate']]) {
    const measures = new NetworkMeasures(measuring(table, names), matrices);
    measures.record(0);
    expect([Object.keys(measures.steps), Object.keys(measures.samples.series)]).toEqual([[], names]);
  }
});
