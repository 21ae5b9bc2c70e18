import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type NamedArray, writeNpy, writeNpz, writeSafetensors } from '../../src/arrays/index.ts';
import { fromBase64, readBytes } from './files.ts';
import { NPY_SCALAR, NPY_TYPES } from './fixtures.ts';

const array = (name: string, shape: readonly number[], values: NamedArray['values']) => ({ name, shape, values });

/**
 * safetensors 0.8.0: save({'b': np.array([[-1, 2.5, 1/3], [0, -0.0, 3]], '<f4'), 'd': np.array([0.1]),
 * 's': np.array(7., '<f4'), 'w': np.array([1, -1, 1], 'i1'), 'ü"': np.array([255], 'u1')}, {'k': 'v "w"'})
 */
const SAFETENSORS =
  'OAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJrIjoidiBcIndcIiJ9LCJkIjp7ImR0eXBlIjoiRjY0Iiwic2hhcGUiOlsxXSwiZGF0YV9vZmZzZXRzIjpbMCw4XX0sImIiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzIsM10sImRhdGFfb2Zmc2V0cyI6WzgsMzJdfSwicyI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbMzIsMzZdfSwidyI6eyJkdHlwZSI6Ikk4Iiwic2hhcGUiOlszXSwiZGF0YV9vZmZzZXRzIjpbMzYsMzldfSwiw7xcIiI6eyJkdHlwZSI6IlU4Iiwic2hhcGUiOlsxXSwiZGF0YV9vZmZzZXRzIjpbMzksNDBdfX0gICAgICCamZmZmZm5PwAAgL8AACBAq6qqPgAAAAAAAACAAABAQAAA4EAB/wH/';

test('the bytes that the safetensors library writes', () => {
  const arrays = [
    array('w', [3], Int8Array.of(1, -1, 1)),
    array('b', [2, 3], Float32Array.of(-1, 2.5, 1 / 3, 0, -0, 3)),
    array('s', [], Float32Array.of(7)),
    array('d', [1], Float64Array.of(0.1)),
    array('ü"', [1], Uint8Array.of(255)),
  ];
  expect(writeSafetensors(arrays, { k: 'v "w"' })).toEqual(fromBase64(SAFETENSORS));
});

describe('the bytes that numpy.save writes', () => {
  test.each([
    ['|i1', 'i1', Int8Array],
    ['|u1', 'u1', Uint8Array],
    ['<f4', '<f4', Float32Array],
    ['<f8', '<f8', Float64Array],
  ] as const)('%s', (_, type, Type) => {
    const fixture = NPY_TYPES.find((known) => known.type === type);
    expect(writeNpy(array('a', [2, 3], Type.from(fixture?.values ?? [])))).toEqual(fromBase64(fixture?.file ?? ''));
  });

  test('a scalar', () => {
    expect(writeNpy(array('a', [], Float64Array.of(2.5)))).toEqual(fromBase64(NPY_SCALAR));
  });
});

/**
 * What we wrote and NumPy 2.4.6 opened: [(k, a.dtype, a.tolist()) for k, a in np.load('a.npz').items()] gave
 * b float32 [[-1.0, 2.5, 0.3333333432674408], [0.0, -0.0, 3.0]], layer0.weights int8 [1, -1, 1], ü float64 0.1, and
 * zipfile.ZipFile('a.npz').testzip() None.
 */
const NPZ =
  'UEsDBBQAAAgAAAAAIQD0FukTmAAAAJgAAAAFAAAAYi5ucHmTTlVNUFkBAHYAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgCgAAgL8AACBAq6qqPgAAAAAAAACAAABAQFBLAwQUAAAIAAAAACEAEm8LIYMAAACDAAAAEgAAAGxheWVyMC53ZWlnaHRzLm5weZNOVU1QWQEAdgB7J2Rlc2NyJzogJ3xpMScsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgzLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAf8BUEsDBBQAAAgAAAAAIQAAvA4SiAAAAIgAAAAGAAAAw7wubnB5k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAqamZmZmZm5P1BLAQIUABQAAAgAAAAAIQD0FukTmAAAAJgAAAAFAAAAAAAAAAAAAAAAAAAAAABiLm5weVBLAQIUABQAAAgAAAAAIQASbwshgwAAAIMAAAASAAAAAAAAAAAAAAAAALsAAABsYXllcjAud2VpZ2h0cy5ucHlQSwECFAAUAAAIAAAAACEAALwOEogAAACIAAAABgAAAAAAAAAAAAAAAABuAQAAw7wubnB5UEsFBgAAAAADAAMApwAAABoCAAAAAA==';

test('the .npz file that NumPy opened', () => {
  const arrays = [
    array('b', [2, 3], Float32Array.of(-1, 2.5, 1 / 3, 0, -0, 3)),
    array('layer0.weights', [3], Int8Array.of(1, -1, 1)),
    array('ü', [], Float64Array.of(0.1)),
  ];
  expect(writeNpz(arrays)).toEqual(fromBase64(NPZ));
});

const NAMES = { float64: Float64Array, float32: Float32Array, int8: Int8Array, uint8: Uint8Array };
const anyArray = fc
  .tuple(
    // Not what only zip readers refuse: a path that leads out of its folder.
    fc.stringMatching(/^[a-z0-9.ü"' -]{0,20}$/).filter((name) => !name.includes('..')),
    fc.constantFrom(...(Object.keys(NAMES) as (keyof typeof NAMES)[])),
    fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    fc.infiniteStream(fc.double()),
  )
  .map(([name, dtype, shape, stream]) => {
    const numbers = [...stream.take(shape.reduce((a, b) => a * b, 1))];
    return { name, shape, dtype, values: NAMES[dtype].from(numbers) };
  });

test('our readers find what was written; in safetensors files every value is aligned', async () => {
  const arrays = fc.uniqueArray(anyArray, { minLength: 1, maxLength: 6, selector: ({ name }) => name });
  await fc.assert(
    fc.asyncProperty(arrays, async (written) => {
      const expected = written.map(({ values, ...rest }) => ({ ...rest, values: [...values] }));
      expect(await readBytes('a.npz', writeNpz(written))).toEqual(expected);
      const bytes = writeSafetensors(written, { a: 'b' });
      const found = await readBytes('a.safetensors', bytes);
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
      expect(found.sort(byName)).toEqual(expected.sort(byName));
      const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      expect(length % 8).toBe(0);
      const { __metadata__, ...entries } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
      expect(__metadata__).toEqual({ a: 'b' });
      for (const { name, values } of written) {
        expect(entries[name].data_offsets[0] % values.BYTES_PER_ELEMENT).toBe(0);
      }
    }),
    { numRuns: 50 },
  );
});

test('what would not be read back is refused by name', () => {
  const short = array('w', [2, 2], Float32Array.of(1, 2, 3));
  const twice = [array('w', [1], Int8Array.of(1)), array('w', [1], Int8Array.of(2))];
  for (const write of [writeSafetensors, writeNpz]) {
    expect(() => write([short])).toThrow(new RangeError('w: 3 values do not fill the shape 2 × 2'));
    expect(() => write([array('w', [-1, -3], short.values)])).toThrow(RangeError);
    expect(() => write(twice)).toThrow(new RangeError('two arrays are named w'));
  }
  expect(() => writeSafetensors([array('__metadata__', [1], Int8Array.of(1))])).toThrow(/cannot be named __metadata__/);
});
