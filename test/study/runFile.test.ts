import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packBits, packFloats, unpackBits } from '../../src/study/pack.ts';
import { decodeRun, decodeRunFile, encodeRun, withoutSteps } from '../../src/study/runFile.ts';
import { parseSpec } from '../../src/study/spec.ts';
import { syntheticRun } from './synthetic.ts';

const spec = parseSpec({ study: 's', data: { set: 'mnist' }, network: { hidden: [8] } }, 's');
const result = syntheticRun(3, 6);
const encode = () => encodeRun({ kolmoscope: '0.0.0', configuration: 'one', spec, specHash: 'abc', result });

test('a run comes back from its file as it was', async () => {
  expect(await decodeRun(await encode(), 'abc', 3)).toEqual(result);
});

test('a run without its steps comes back without them', async () => {
  const { steps: _, ...rest } = result;
  const bytes = await encodeRun({ kolmoscope: '0', configuration: null, spec, specHash: 'abc', result: rest });
  expect(await decodeRun(bytes, 'abc', 3)).toEqual(rest);
});

test('the file says what it is', async () => {
  const content = JSON.parse(gunzipSync(await encode()).toString());
  expect(content).toMatchObject({ format: 'kolmoscope run 2', study: 's', configuration: 'one', run: 3, spec });
  const head = { kolmoscope: '0.0.0', study: 's', configuration: 'one', specHash: 'abc' };
  expect(await decodeRunFile(await encode())).toEqual({ ...head, spec, result });
  expect(content.zlib).toBe(process.versions.zlib);
});

test('another spec, another run, a cut, an altered or a foreign file is refused in one line', async () => {
  const bytes = await encode();
  await expect(decodeRun(bytes, 'xyz', 3)).rejects.toThrow('specHash abc, expected xyz');
  await expect(decodeRun(bytes, 'abc', 4)).rejects.toThrow('run 3, expected 4');
  await expect(decodeRun(bytes.subarray(0, bytes.length - 9), 'abc', 3)).rejects.toThrow();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 10, max: bytes.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, flip) => {
        const altered = bytes.slice();
        altered[at] ^= flip;
        const decoded = await decodeRun(altered, 'abc', 3).catch((error: Error) => error.message);
        if (typeof decoded === 'string') expect(decoded).toMatch(/^[^\n]+$/);
        else expect(decoded).toEqual(result);
      },
    ),
  );
});

test('a file that is whole but does not fit together is refused by name', async () => {
  const refused = (change: object) =>
    encodeRun({ kolmoscope: '0', configuration: null, spec, specHash: 'abc', result: { ...result, ...change } }).then(
      (bytes) =>
        decodeRun(bytes, 'abc', 3).then(
          () => 'taken',
          (error: Error) => error.message,
        ),
    );
  expect(await refused({})).toBe('taken');
  expect(await refused({ steps: { ...result.steps, loss: [1] } })).toMatch(/^steps: not all series have 80$/);
  expect(await refused({ epochs: result.steps })).toMatch(/^epochs: not all series have 8$/);
  expect(await refused({ weights: [] })).toMatch(/differ in their layers/);
  const [{ start }] = result.weights;
  expect(await refused({ weights: [{ start, best: { ...start, bits: ['0'] } }] })).toMatch(/not all bits/);
  expect(await refused({ state: [{ layer: 0, name: 'w', length: 2, float32: 'AAAA' }] })).toMatch(/not all values/);
  expect(await refused({ test: { loss: Number.NaN, accuracy: 1 } })).toMatch(/^test\.loss: /);
});

describe('rivals and bit planes', () => {
  const sampled = (length: number) => Array.from({ length }, (_, i) => i);
  const series = (length: number) => ({ total: sampled(length), layers: [sampled(length)] });
  const plane = (length: number, layer = 0) => ({
    layer,
    plane: 3,
    bdm: sampled(length),
    blockEntropy: sampled(length),
  });
  const rivals = { steps: sampled(4), bitEntropy: series(4), deflate: series(4) };
  const planes = { steps: sampled(4), series: [plane(4)] };
  const epochs = { ...result.epochs, rivals: { lempelZiv: series(8) }, planes: [plane(8)] };
  const decoded = async (change: object) =>
    decodeRun(
      await encodeRun({
        kolmoscope: '0',
        configuration: null,
        spec,
        specHash: 'abc',
        result: { ...result, rivals, planes, epochs, ...change },
      }),
      'abc',
      3,
    );

  test('come back from the file as they were', async () => {
    const found = await decoded({});
    expect(found).toEqual({ ...result, rivals, planes, epochs });
    const { steps: _, ...rest } = result;
    expect(withoutSteps(found)).toEqual({ ...rest, epochs });
  });

  test.each<[object, RegExp]>([
    [{ rivals: { ...rivals, deflate: series(3) } }, /^rivals: not all series have a value for each sample$/],
    [{ rivals: { ...rivals, deflate: { ...series(4), layers: [] } } }, /^rivals: not all series/],
    [{ planes: { ...planes, steps: [0] } }, /^planes: not all series have a value for each sample$/],
    [{ planes: { ...planes, series: [plane(4, 1)] } }, /^planes: not all series/],
    [{ epochs: { ...epochs, rivals: { lempelZiv: series(7) } } }, /^epochs: not all rivals and planes have 8$/],
    [{ epochs: { ...epochs, planes: [plane(9)] } }, /^epochs: not all rivals and planes have 8$/],
  ])('that do not fit together are refused by name: %#', async (change, message) => {
    await expect(decoded(change)).rejects.toThrow(message);
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
