import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packBits, packFloats, unpackBits } from '../../../src/study/run/pack.ts';
import { decodeRun, decodeRunFile, encodeRun, otherVersion, withoutSteps } from '../../../src/study/run/runFile.ts';
import { parseSpec } from '../../../src/study/spec.ts';
import { syntheticRun } from '../synthetic.ts';

const spec = parseSpec({ study: 's', data: { set: 'mnist' }, network: { hidden: [8] } }, 's');
const result = syntheticRun(3, 6);
const computedBy = { kolmoscope: '0.0.0', node: '20', zlib: '1.3', brotli: '1.1' };
const [specHash, other] = ['abc0', 'def1'].map((digits) => digits.repeat(16));
const measured = { byDefault: ['bdm'], tables: { '2d-n5': other } };
const head = { computedBy, configuration: 'one', specHash, measured };
const encode = (change: object = {}) => encodeRun({ ...head, spec, result: { ...result, ...change } });
const decode = async (change: object = {}) => (await decodeRun(await encode(change), specHash, 3)).result;

test('a run comes back from its file as it was', async () => {
  expect(await decode()).toEqual(result);
});

test('a run without its steps comes back without them', async () => {
  const { steps: _, samples: __, ...rest } = result;
  expect((await decodeRun(await encodeRun({ ...head, spec, result: rest }), specHash, 3)).result).toEqual(rest);
});

test('the file says what it is', async () => {
  const content = JSON.parse(gunzipSync(await encode()).toString());
  expect(content).toMatchObject({ format: 'kolmoscope run 3', run: 3, spec, seed: 1 });
  expect(await decodeRunFile(await encode())).toEqual({ ...head, study: 's', spec, result });
});

test('series that are not known here are kept', async () => {
  const series = { ...result.epochs.series, tomorrow: result.epochs.series.bdm };
  expect((await decode({ epochs: { ...result.epochs, series } })).epochs.series).toEqual(series);
});

test('a file of another version is refused as such, told by its beginning', async () => {
  const old = gzipSync(
    JSON.stringify({
      format: 'kolmoscope run 2',
      study: 's',
      rest: Array.from({ length: 999 }, (_, i) => Math.sin(i)),
    }),
  );
  const message = 'of another version of the program (kolmoscope run 2, here kolmoscope run 3)';
  await expect(decodeRunFile(old)).rejects.toThrow(message);
  expect(otherVersion(old.subarray(0, 512))).toContain(message);
  for (const file of [await encode(), new Uint8Array(0), Buffer.from('no gzip'), gzipSync('{"format":"other"')]) {
    expect(otherVersion(file.subarray(0, 512))).toBeNull();
  }
});

test('another spec, another run, a cut, an altered or a foreign file is refused in one line', async () => {
  const bytes = await encode();
  await expect(decodeRun(bytes, other, 3)).rejects.toThrow(`specHash ${specHash}, expected ${other}`);
  await expect(decodeRun(bytes, specHash, 4)).rejects.toThrow('run 3, expected 4');
  await expect(decodeRun(bytes.subarray(0, bytes.length - 9), specHash, 3)).rejects.toThrow();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 10, max: bytes.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, flip) => {
        const altered = bytes.slice();
        altered[at] ^= flip;
        const decoded = await decodeRun(altered, specHash, 3).catch((error: Error) => error.message);
        if (typeof decoded === 'string') expect(decoded).toMatch(/^[^\n]+$/);
        else expect(decoded.result).toEqual(result);
      },
    ),
  );
});

test('a file that is whole but does not fit together is refused by name', async () => {
  const refused = (change: object) =>
    decode(change).then(
      () => 'taken',
      (error: Error) => error.message,
    );
  expect(await refused({})).toBe('taken');
  expect(await refused({ steps: { ...result.steps, loss: [1] } })).toMatch(/^steps: not all series have 80$/);
  expect(await refused({ epochs: { ...result.steps, planes: [] } })).toMatch(/^epochs: not all series have 8$/);
  expect(await refused({ weights: [] })).toMatch(/differ in their layers/);
  const [{ start }] = result.weights;
  expect(await refused({ weights: [{ start, best: { ...start, bits: ['0'] } }] })).toMatch(/not all bits/);
  expect(await refused({ state: [{ layer: 0, name: 'w', length: 2, float32: 'AAAA' }] })).toMatch(/not all values/);
  expect(await refused({ test: { loss: Number.NaN, accuracy: 1 } })).toMatch(/^test\.loss: /);
});

test.each<[object, RegExp]>([
  [{ training: { ...result.training, steps: 80.5 } }, /^training\.steps: /],
  [{ training: { ...result.training, stepsPerEpoch: 0 } }, /^training\.stepsPerEpoch: /],
  [{ training: { ...result.training, keptSteps: 81 } }, /^training\.keptSteps: /],
  [{ training: { ...result.training, keptValidationLoss: 'low' } }, /^training\.keptValidationLoss: /],
  [{ test: { loss: 1, accuracy: 1.01 } }, /^test\.accuracy: /],
  [{ test: { loss: 1, accuracy: -0.5 } }, /^test\.accuracy: /],
  [{ validation: { steps: [40, 20], loss: [1, 1] } }, /^validation\.steps: expected steps in their order$/],
  [{ validation: { steps: [20, 40.5], loss: [1, 1] } }, /^validation\.steps\.1: /],
  [{ validation: { steps: [20, 81], loss: [1, 1] } }, /^steps after the last$/],
  [{ validation: { steps: [20], loss: [1, 1] } }, /^validation: steps and loss differ in length$/],
  [{ validation: { steps: [20], loss: [1], accuracy: [] } }, /^validation: steps and accuracy differ in length$/],
  [{ blocks: { bdm: { measured: 3, missing: 4 } } }, /^blocks: more missing than measured$/],
  [{ steps: { ...result.steps, loss: 1 } }, /^steps\.loss: expected numbers$/],
  [{ epochs: { ...result.epochs, loss: [1, 2, 3, 4, 5, 6, 7, '8'] } }, /^epochs\.loss: expected numbers$/],
  // JSON has null for what is not finite.
  [{ validation: { steps: [20, 40], loss: [1, null] } }, /^validation\.loss: expected numbers$/],
  [{ run: -1 }, /^run: /],
])('values that mean nothing are refused by name: %#', async (change, message) => {
  await expect(decode(change)).rejects.toThrow(message);
});

describe('what a file unpacks to is bounded', () => {
  const refused = (text: Uint8Array) => expect(decodeRunFile(gzipSync(text)).then(() => 'taken')).rejects;

  test('in bytes', async () => {
    await refused(Buffer.alloc(81 * 2 ** 20, ' ')).toThrow(/^unpacks to more than 83886080 bytes$/);
  });

  test('in values, before any is made', async () => {
    await refused(Buffer.from(`[${'[],'.repeat(2 ** 21 + 1)}0]`)).toThrow(/^holds more than 4194304 values$/);
  });

  test('but not as large as its network', async () => {
    const length = 2 ** 24;
    const float32 = randomBytes(4 * length).toString('base64');
    const [state] = (await decode({ state: [{ layer: 0, name: 'latentWeights', length, float32 }] })).state;
    expect(state.float32 === float32).toBe(true);
  });

  test('nor as long as its run, however well it is packed', async () => {
    const steps = { loss: Array(2 ** 22 + 1).fill(0), series: {} };
    const training = { ...result.training, steps: steps.loss.length, stepsPerEpoch: 2 ** 19 };
    const epochs = { loss: Array(9).fill(0), series: {}, planes: [] };
    expect((await decode({ steps, training, epochs, samples: undefined })).steps?.loss.length).toBe(2 ** 22 + 1);
  });
});

describe('samples', () => {
  const sampled = (length: number) => Array.from({ length }, (_, i) => i);
  const series = (length: number) => ({ total: sampled(length), layers: [sampled(length)] });
  const plane = (length: number, layer = 0) => ({ layer, plane: 3, series: { bdm: sampled(length) } });
  const samples = { steps: sampled(4), series: { bitEntropy: series(4), deflate: series(4) }, planes: [plane(4)] };
  const epochs = { ...result.epochs, series: { lempelZiv: series(8) }, planes: [plane(8)] };

  test('come back from the file as they were', async () => {
    const found = await decode({ samples, epochs });
    expect(found).toEqual({ ...result, samples, epochs });
    const { steps: _, samples: __, ...rest } = result;
    expect(withoutSteps(found)).toEqual({ ...rest, epochs });
  });

  test.each<[object, RegExp]>([
    [{ samples: { ...samples, series: { deflate: series(3) } } }, /^samples: not all series have 4$/],
    [{ samples: { ...samples, series: { deflate: { ...series(4), layers: [] } } } }, /differ in their layers$/],
    [{ samples: { ...samples, steps: [0] } }, /^samples: not all series have 1$/],
    [{ samples: { ...samples, planes: [plane(3)] } }, /^samples: not all series have 4$/],
    [{ samples: { ...samples, planes: [plane(4, 1)] } }, /^planes of layers that there are not$/],
    [{ epochs: { ...epochs, series: { lempelZiv: series(7) } } }, /^epochs: not all series have 8$/],
    [{ epochs: { ...epochs, planes: [plane(9)] } }, /^epochs: not all series have 8$/],
  ])('that do not fit together are refused by name: %#', async (change, message) => {
    await expect(decode({ samples, epochs, ...change })).rejects.toThrow(message);
  });
});

test('bits come back from their hexadecimal rows', () => {
  const matrix = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([rows, columns]) =>
      fc.tuple(
        fc.constant(rows),
        fc.constant(columns),
        fc.uint8Array({ minLength: rows * columns, maxLength: rows * columns, max: 1 }),
      ),
    );
  fc.assert(
    fc.property(matrix, ([rows, columns, bits]) => {
      expect(unpackBits(packBits(bits, rows, columns))).toEqual(bits);
    }),
  );
  expect(packBits([1, -1, 0, 2, 5], 1, 5)).toEqual({ rows: 1, columns: 5, bits: ['98'] });
});

test('floats are little-endian base64', () => {
  // python3 -c "import base64, struct; print(base64.b64encode(struct.pack('<2f', 1, -2.5)).decode())"
  expect(packFloats(Float32Array.of(1, -2.5))).toEqual({ length: 2, float32: 'AACAPwAAIMA=' });
});
