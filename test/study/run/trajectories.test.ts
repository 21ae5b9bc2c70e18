import { expect, test } from 'vitest';
import { seriesOf } from '../../../src/study/fields/measures.ts';
import { withNames } from '../../../src/study/run/trajectories.ts';
import { parseSpec } from '../../../src/study/spec.ts';

test('a plane goes once by the name of each way to measure it: how matrices are added up is not one', () => {
  const measures = { aggregate: 'pooled', boundary: 'correlated', series: ['bdm_sum', 'bdm_ignore', 'lempelZiv'] };
  const spec = parseSpec({ study: 's', data: { set: 'mnist' }, network: { hidden: [8] }, measures }, 's');
  const values = (value: number) => ({ total: [value], layers: [] });
  const run = {
    run: 0,
    epochs: {
      loss: [1],
      series: {
        bdm_correlated_pooled: values(1),
        bdm_correlated: values(2),
        bdm_pooled: values(3),
        deflate: values(4),
      },
      planes: [{ layer: 0, plane: 1, series: { bdm_correlated: [5], bdm: [6], blockEntropy_correlated: [7] } }],
    },
    blocks: { bdm_correlated_pooled: { measured: 9, missing: 1 } },
  };
  const { epochs, blocks } = withNames(run, seriesOf(spec.measures));
  expect(epochs.series).toEqual({ bdm: values(1), bdm_sum: values(2), bdm_ignore: values(3) });
  expect(epochs.planes).toEqual([{ layer: 0, plane: 1, series: { bdm: [5], blockEntropy: [7], bdm_ignore: [6] } }]);
  expect(Object.keys(epochs.planes[0].series)).toEqual(['bdm', 'blockEntropy', 'bdm_ignore']);
  expect(blocks).toEqual({ bdm: { measured: 9, missing: 1 } });
});
