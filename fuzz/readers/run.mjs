import { gunzipSync, gzipSync } from 'node:zlib';
import { decodeRunFile, encodeRun } from '../../dist/study/run/runFile.js';
import { parseSpec } from '../../dist/study/spec.js';

const numbers = (count) => Array.from({ length: count }, (_, i) => 1 / (i + 1));
const series = (count) => ({
  bdm: { total: numbers(count), layers: [numbers(count)] },
  blockEntropy: { total: numbers(count), layers: [numbers(count)] },
});
const packed = { rows: 2, columns: 5, bits: ['a8', '50'] };

const RUN = JSON.parse(
  gunzipSync(
    await encodeRun({
      computedBy: { kolmoscope: '0', node: '20', zlib: '1', brotli: '1' },
      configuration: null,
      specHash: '0'.repeat(64),
      measured: { byDefault: ['bdm'], tables: { '2d-n5': '0'.repeat(64) } },
      spec: parseSpec({ study: 's', data: { set: 'mnist' }, network: { hidden: [8] } }, 's'),
      result: {
        run: 0,
        training: { steps: 6, stepsPerEpoch: 2, keptSteps: 4, keptValidationLoss: 0.5, stopped: 'patience' },
        test: { loss: 0.5, accuracy: 0.9 },
        steps: { loss: numbers(6), series: series(6) },
        samples: { steps: [0, 2, 4], series: series(3), planes: [] },
        epochs: { loss: numbers(3), series: series(3), planes: [{ layer: 0, plane: 0, series: { bdm: numbers(3) } }] },
        validation: { steps: [2, 4, 6], loss: numbers(3) },
        blocks: { bdm: { measured: 5, missing: 0 } },
        weights: [{ start: packed, best: packed }],
        state: [{ layer: 0, name: 'weights', length: 2, float32: Buffer.alloc(8).toString('base64') }],
      },
    }),
  ).toString(),
);

/** A run's file with values changed behind a right checksum, or damaged. */
export default {
  ending: 'json.gz',
  make(draw) {
    const text = draw.torn(Buffer.from(JSON.stringify(draw.damaged(RUN))), 10);
    const bytes = gzipSync(text, { level: 1 });
    return draw.torn(draw.once(40) ? Buffer.concat([bytes, bytes]) : bytes, 8);
  },
  isRefusal: (error) => error instanceof Error && !/^(TypeError|RangeError|ReferenceError)$/.test(error.name),
  async read(bytes) {
    const { result } = await decodeRunFile(bytes);
    if (result.epochs.loss.length !== Math.ceil(result.training.steps / result.training.stepsPerEpoch))
      throw new RangeError('epochs of another length');
  },
};
