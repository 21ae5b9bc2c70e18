import { expect, test } from 'vitest';
import { expectedWork } from '../../src/engine/work.ts';
import { parseSpec } from '../../src/study/spec.ts';

const work = (change: object = {}) =>
  expectedWork(parseSpec({ study: 's', data: { set: 'mnist' }, network: { hidden: [32, 16] }, ...change }, 's'));

test('wider networks, more epochs and larger pictures take longer', () => {
  const usual = work();
  expect(work({ network: { hidden: [128, 64] } })).toBeGreaterThan(usual);
  expect(work({ training: { maxEpochs: 14, patience: null } })).toBeGreaterThan(usual);
  expect(work({ training: { maxEpochs: 5 } })).toBeLessThan(usual);
  expect(work({ training: { patience: 80 } })).toBeGreaterThan(usual);
  expect(work({ data: { set: 'mnist', size: 28 } })).toBeGreaterThan(usual);
  const ofEpochs = (subset: number) => work({ data: { set: 'mnist', subset }, training: { patience: null } });
  expect(ofEpochs(12_500)).toBeLessThan(ofEpochs(25_000));
});

test('the weights of a convolution count at each of its places', () => {
  const convolution = (stride: number) => ({
    network: {
      layers: [
        { layer: 'convolution', channels: 8, kernel: 4, stride },
        { layer: 'flatten' },
        { layer: 'dense', outputs: 10 },
      ],
    },
  });
  expect(work(convolution(1))).toBeGreaterThan(work(convolution(2)));
});
