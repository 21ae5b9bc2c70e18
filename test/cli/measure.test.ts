/** `kolmoscope measure` of the built command, as a user types it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { decode, encode } from 'fast-png';
import { beforeAll, describe, expect, test } from 'vitest';
import { ArrayFileError, openArrays } from '../../src/arrays/index.ts';
import { bitEntropy, brotliLength, deflateLength, lempelZiv76, packBytes } from '../../src/measures/index.ts';
import { below, randomStream } from '../../src/random.ts';
import { INCOMPLETE_COLOUR, SCALE } from '../../src/report/figures/blocks.ts';
import { type Measuring, makeMeasuring, measureTensor } from '../../src/tensors/index.ts';
import { fromBase64, npy, safetensors } from '../arrays/files.ts';
import * as fixtures from '../arrays/fixtures.ts';
import * as pictures from '../arrays/pictures.ts';
import { loadTables, tableOf } from '../bdm/cases.ts';
import { type Bits, slowBlocks, slowMeasures } from '../bdm/slowBdm.ts';
import { runIn, withoutProgress } from './command.ts';

let folder: string;
const at = (name: string) => join(folder, name);

/** Normal enough: sums of three uniform numbers, half of them negative. */
function weights(count: number, seed: number): number[] {
  const random = randomStream(seed, 0);
  return Array.from({ length: count }, () => below(random, 1000) + below(random, 1000) + below(random, 1000) - 1499.5);
}

const NET: readonly (readonly [string, readonly number[]])[] = [
  ['fc1.weight', [20, 12]],
  ['fc1.bias', [20]],
  ['conv.weight', [3, 2, 5, 4]],
  ['fc2.weight', [9, 14]],
  ['fc2.bias', [4]],
  ['long', [100]],
];
const NET_VALUES = NET.map(([, shape], i) =>
  weights(
    shape.reduce((a, b) => a * b),
    i,
  ),
);

/** A .safetensors file of float32. */
function checkpoint(
  tensors: readonly (readonly [string, readonly number[]])[],
  values: readonly number[][],
): Uint8Array {
  let end = 0;
  const entries = tensors.map(([name, shape], i) => {
    const begin = end;
    end += 4 * values[i].length;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }];
  });
  return safetensors(Object.fromEntries(entries), new Uint8Array(Float32Array.from(values.flat()).buffer));
}

function bytes(rows: number, columns: number, values: readonly number[]): Uint8Array {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${rows}, ${columns}), }\n`;
  return npy(header, Uint8Array.from(values));
}

beforeAll(async () => {
  await loadTables('2d-n5', '1d-n5');
  folder = mkdtempSync(join(tmpdir(), 'measure-'));
  writeFileSync(at('net.safetensors'), checkpoint(NET, NET_VALUES));
  mkdirSync(at('sharded'));
  const shards = { 'b-1.safetensors': NET.slice(0, 2), 'b-2.safetensors': NET.slice(2) };
  const weightMap: Record<string, string> = {};
  for (const [file, tensors] of Object.entries(shards)) {
    const first = NET.findIndex(([name]) => name === tensors[0][0]);
    writeFileSync(at(`sharded/${file}`), checkpoint(tensors, NET_VALUES.slice(first, first + tensors.length)));
    for (const [name] of tensors) weightMap[name] = file;
  }
  writeFileSync(at('sharded/model.safetensors.index.json'), JSON.stringify({ weight_map: weightMap }));
  return () => rmSync(folder, { recursive: true });
});

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  /** Its lines, without those that say how far it is. */
  readonly stderr: string[];
}

async function measure(...args: string[]): Promise<Result> {
  const { status, stdout, stderr } = await runIn(folder, ['measure', ...args]);
  const said = withoutProgress(stderr);
  return { status, stdout, stderr: said === '' ? [] : said.replace(/\n$/, '').split('\n') };
}

type Fields = Record<string, string | number | null>;

/** RFC 4180, for cells without line breaks. */
function parseCsv(text: string): Record<string, string>[] {
  const [header, ...lines] = text
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, inQuotes, plain]) => inQuotes?.replaceAll('""', '"') ?? plain,
      ),
    );
  return lines.map((cells) => Object.fromEntries(header.map((title, i) => [title, cells[i]])));
}

const MEASURED = NET.filter(([name]) => name !== 'fc2.bias').map(([name]) => name);

/** The bits of a tensor as the matrices that it consists of. */
function slices(name: string): Bits[] {
  const i = NET.findIndex(([other]) => other === name);
  const [, shape] = NET[i];
  const [rows, columns] = shape.length === 1 ? [1, shape[0]] : shape.slice(-2);
  const bits = NET_VALUES[i].map((value) => Number(value > 0));
  const lines = Array.from({ length: bits.length / columns }, (_, row) =>
    bits.slice(row * columns, (row + 1) * columns),
  );
  return Array.from({ length: lines.length / rows }, (_, slice) => lines.slice(slice * rows, (slice + 1) * rows));
}

describe('a checkpoint', () => {
  const ASKED = ['net.safetensors', '--rivals', 'all', '--null', '4'];
  let json: Result;
  let csv: Result;
  let table: Result;
  let other: Result;
  let result: { tensors: Fields[]; totals: Record<string, Record<string, unknown>>; problems: string[] };
  beforeAll(async () => {
    [json, csv, table, other] = await Promise.all([
      measure(...ASKED, '--json'),
      measure(...ASKED, '--csv'),
      measure(...ASKED),
      measure(...ASKED, '--json', '--seed', '2'),
    ]);
    result = JSON.parse(json.stdout);
  });

  test('what is too small gets one line and fails nothing', () => {
    const line = 'kolmoscope: net.safetensors: tensor "fc2.bias": 4 values are less than a block of 12';
    for (const { status, stderr } of [json, csv, table, other]) expect([status, stderr]).toEqual([0, [line]]);
    expect(result.problems).toEqual([line.slice('kolmoscope: '.length)]);
  });

  test('BDM and block entropy of each tensor are those of a slow definition', () => {
    expect(result.tensors.map(({ tensor }) => tensor)).toEqual(MEASURED);
    for (const row of result.tensors) {
      const name = String(row.tensor);
      const [, shape] = NET.find(([other]) => other === name) ?? [];
      const options = shape?.length === 1 ? { block: { rows: 1, columns: 12 } } : {};
      const blocks = slices(name).flatMap((slice) => slowBlocks(slice, options));
      const { bdm, blockEntropy } = slowMeasures(blocks, tableOf(shape?.length === 1 ? '1d-n5' : '2d-n5'));
      expect(row.bdm).toBeCloseTo(bdm, 9);
      expect(row.blockEntropy).toBeCloseTo(blockEntropy, 9);
      const flat = slices(name).flat(2);
      expect(row).toMatchObject({
        file: 'net.safetensors',
        dtype: 'float32',
        shape,
        values: flat.length,
        ones: flat.filter((bit) => bit === 1).length,
        blocks: blocks.length,
        nonFinite: 0,
      });
    }
  });

  test('the rivals are those of the same bits', () => {
    for (const row of result.tensors) {
      const bits = slices(String(row.tensor)).flat(2);
      const packed = packBytes(bits);
      expect(row).toMatchObject({
        bitEntropy: bitEntropy(bits.filter((bit) => bit === 1).length, bits.length),
        lempelZiv: lempelZiv76(bits),
        deflate: deflateLength(packed),
        brotli: brotliLength(packed),
      });
    }
  });

  test('every field is what the library says', async () => {
    const how = await makeMeasuring();
    const tensors = (await openArrays(at('net.safetensors'))).filter(({ name }) => MEASURED.includes(name));
    for (const [i, tensor] of tensors.entries()) {
      const [found] = await measureTensor(tensor, how);
      for (const field of ['bdm', 'normalisedBdm', 'blockEntropy', 'normalisedBlockEntropy', 'missing'] as const) {
        const value = Number.isNaN(found[field]) ? null : found[field];
        expect([field, result.tensors[i][field]]).toEqual([field, value]);
      }
    }
  });

  test('totals: sums of the rows, and the measures of all blocks as if they were of one array', () => {
    for (const [kind, dims, options] of [
      ['matrices', 2, {}],
      ['strings', 1, { block: { rows: 1, columns: 12 } }],
    ] as const) {
      const names = MEASURED.filter(
        (name) => (NET.find(([other]) => other === name)?.[1].length === 1) === (dims === 1),
      );
      const rows = result.tensors.filter(({ tensor }) => names.includes(String(tensor)));
      const sum = (field: string) => rows.reduce((total, row) => total + Number(row[field]), 0);
      const blocks = names.flatMap(slices).flatMap((slice) => slowBlocks(slice, options));
      const expected = slowMeasures(blocks, tableOf(`${dims}d-n5`));
      const { summed, pooled, ...counts } = result.totals[kind] as Record<string, Record<string, number>>;
      expect(counts).toEqual({
        arrays: rows.length,
        values: sum('values'),
        ones: sum('ones'),
        nonFinite: 0,
        blocks: blocks.length,
        missing: sum('missing'),
      });
      expect(summed.bdm).toBeCloseTo(sum('bdm'), 9);
      expect(summed.blockEntropy).toBeCloseTo(sum('blockEntropy'), 9);
      expect(pooled.bdm).toBeCloseTo(expected.bdm, 9);
      expect(pooled.blockEntropy).toBeCloseTo(expected.blockEntropy, 9);
    }
  });

  test('--csv holds the rows of --json, number for number', () => {
    const rows = parseCsv(csv.stdout);
    expect(rows.length).toBe(result.tensors.length);
    for (const [i, row] of rows.entries()) {
      const expected = Object.entries(result.tensors[i]).map(([key, value]) => {
        return [key, value === null ? '' : Array.isArray(value) ? value.join('x') : `${value}`];
      });
      expect(row).toEqual(Object.fromEntries(expected));
    }
  });

  test('--null: the same seed gives the same scores, another seed others; each is (value − mean) / sd', () => {
    const second = JSON.parse(other.stdout).tensors as Fields[];
    for (const [i, row] of result.tensors.entries()) {
      for (const measure of ['bdm', 'blockEntropy']) {
        const [value, mean, sd, z] = ['', 'NullMean', 'NullSd', 'Z'].map((end) => row[measure + end]);
        if (z === null) expect(sd).toBe(0);
        else expect(z).toBeCloseTo((Number(value) - Number(mean)) / Number(sd), 9);
        // Random weights are among random arrays.
        expect(Math.abs(Number(z))).toBeLessThan(20);
      }
      expect(second[i].bdm).toBe(row.bdm);
      expect(second[i].bdmNullMean).not.toBe(row.bdmNullMean);
      expect(parseCsv(csv.stdout)[i].bdmZ).toBe(row.bdmZ === null ? '' : `${row.bdmZ}`);
    }
  });

  test('the table shows the same numbers, and the totals of matrices and strings', () => {
    const lines = table.stdout.replaceAll('\u202f', '').replaceAll('\u2212', '-').split('\n');
    const text = (value: unknown, decimals: number) => (value === null ? '–' : Number(value).toFixed(decimals));
    expect(lines[0].trim().split(/ {2,}/)).toEqual([
      'array',
      'shape',
      'ones',
      'BDM [bits]',
      'normalised',
      'block entropy [bits]',
      'normalised',
      'bitEntropy [bits per bit]',
      'lempelZiv [phrases]',
      'deflate [bits]',
      'brotli [bits]',
      'neighbours [share]',
      'rowBdm [bits]',
      'placeboBdm [bits]',
      'placeboRowBdm [bits]',
      'effectiveRank [dimensions]',
      'z BDM',
      'z entropy',
    ]);
    for (const [i, row] of result.tensors.entries()) {
      const shape = ['20×12', '20', '6 of 5×4', '9×14', '100'][i];
      expect(lines[i + 1].split(/ {2,}/)).toEqual([
        row.tensor,
        shape,
        `${((100 * Number(row.ones)) / Number(row.values)).toFixed(1)}\u00a0%`,
        text(row.bdm, 1),
        text(row.normalisedBdm, 4),
        text(row.blockEntropy, 4),
        text(row.normalisedBlockEntropy, 4),
        text(row.bitEntropy, 4),
        ...[row.lempelZiv, row.deflate, row.brotli].map((value) => text(value, 0)),
        text(row.neighbours, 4),
        ...[row.rowBdm, row.placeboBdm, row.placeboRowBdm].map((value) => text(value, 1)),
        text(row.effectiveRank, 2),
        ...[row.bdmZ, row.blockEntropyZ].map((value) => text(value, 2)),
      ]);
    }
    const { matrices, strings } = result.totals as Record<string, { summed: { bdm: number }; pooled: { bdm: number } }>;
    const rest = lines.slice(1 + result.tensors.length).join('\n');
    expect(rest).toMatch(
      /3 matrices: 486 values, [\d.]+\u00a0% ones; 27 blocks of 4×4, boundary ignore; CTM table 2d-n5/,
    );
    expect(rest).toMatch(/2 strings: 120 values, [\d.]+\u00a0% ones; 9 blocks of 12, boundary ignore; CTM table 1d-n5/);
    for (const { summed, pooled } of [matrices, strings]) {
      expect(rest).toContain(`summed: BDM ${summed.bdm.toFixed(1)} bits`);
      expect(rest).toContain(`pooled: BDM ${pooled.bdm.toFixed(1)} bits`);
    }
  });

  test('a sharded folder has the rows of the same tensors in one file', async () => {
    const sharded = await measure('sharded', '--json');
    expect(sharded.status).toBe(0);
    const rows = JSON.parse(sharded.stdout).tensors as Fields[];
    expect(rows.map(({ tensor, bdm, blockEntropy }) => [tensor, bdm, blockEntropy])).toEqual(
      result.tensors.map(({ tensor, bdm, blockEntropy }) => [tensor, bdm, blockEntropy]),
    );
    expect(rows.map(({ file }) => file)).toEqual(
      rows.map((_, i) => join('sharded', i < 2 ? 'b-1.safetensors' : 'b-2.safetensors')),
    );
  });

  test('--only chooses by name, --axes matrix and --boundary do what they say', async () => {
    const [only, matrix] = await Promise.all([
      measure('net.safetensors', '--only', 'fc*.weight', '--only', 'long', '--csv'),
      measure('net.safetensors', '--only', 'conv.weight', '--axes', 'matrix', '--boundary', 'periodic', '--json'),
    ]);
    expect(parseCsv(only.stdout).map(({ tensor }) => tensor)).toEqual(['fc1.weight', 'fc2.weight', 'long']);
    const flat = slices('conv.weight').flat(2);
    const lines = [0, 1, 2].map((row) => flat.slice(40 * row, 40 * (row + 1)));
    const { bdm } = slowMeasures(slowBlocks(lines, { boundary: 'periodic' }), tableOf('2d-n5'));
    expect(JSON.parse(matrix.stdout).tensors[0].bdm).toBeCloseTo(bdm, 9);
  });
});

describe.concurrent('several files', () => {
  test('bad ones get one line each that names file, tensor and reason; the others are measured; the status is 1', async () => {
    const good = bytes(
      8,
      8,
      Array.from({ length: 64 }, (_, i) => i % 3),
    );
    const float = (shape: string, data: number[]) =>
      npy(
        `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }\n`,
        new Uint8Array(Float32Array.from(data).buffer),
      );
    const withNaN = weights(64, 9).map((value, i) => (i === 5 ? Number.NaN : i === 60 ? Infinity : value));
    const tensors = [
      ['bad\nname', [8, 8]],
      ['good', [8, 8]],
    ] as const;
    const cases: [name: string, content: string | Uint8Array | null, line: RegExp][] = [
      ['nowhere.npy', null, /^kolmoscope: nowhere\.npy: no such file or folder$/],
      ['ragged.csv', '0,1,1\n1,0\n', /^kolmoscope: ragged\.csv: line 2: 2 values, the first row has 3$/],
      ['words.csv', 'a,b\n0,1\n', /^kolmoscope: words\.csv: line 1, column 1: "a" is not a number$/],
      ['short.npy', good.subarray(0, 100), /^kolmoscope: short\.npy: the header promises .* the file holds \d+$/],
      [
        'cut.safetensors',
        checkpoint(NET, NET_VALUES).subarray(0, 900),
        /^kolmoscope: cut\.safetensors: tensor "fc1\.weight": ends at byte 960, the file holds \d+$/,
      ],
      [
        'claims.safetensors',
        Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 127]),
        /^kolmoscope: claims\.safetensors: the header claims \d+ bytes, the file has 8$/,
      ],
      ['weights.pt', 'x', /^kolmoscope: weights\.pt: pickled files are not read: save the weights as \.safetensors/],
      ['picture.jpg', 'x', /^kolmoscope: picture\.jpg: unknown kind of file \(known: \.npy, /],
      ['empty.npy', float('(0, 4)', []), /^kolmoscope: empty\.npy: .*the array is empty \(shape 0 × 4\)$/],
      [
        'complex.npy',
        npy(`{'descr': '<c8', 'fortran_order': False, 'shape': (4, 4), }\n`, new Uint8Array(128)),
        /"<c8"/,
      ],
      ['absurd.npy', float('(99999999999, 99999999999)', []), /^kolmoscope: absurd\.npy: the shape .* is absurd$/],
      [
        'nan.safetensors',
        checkpoint(tensors, [withNaN, weights(64, 10)]),
        /^kolmoscope: nan\.safetensors: tensor "bad\\nname": 1 NaN and 1 infinite values$/,
      ],
      ['small.csv', '0,1,1\n1,0,1\n', /^kolmoscope: small\.csv: .*2 × 3 is smaller than a block of 4 × 4$/],
    ];
    for (const [name, content] of cases) if (content !== null) writeFileSync(at(name), content);
    writeFileSync(at('fine.npy'), good);
    writeFileSync(at('last.txt'), '0110\n1001\n0110\n1001\n');
    const { status, stdout, stderr } = await measure('fine.npy', ...cases.map(([name]) => name), 'last.txt', '--json');
    const { tensors: rows, problems } = JSON.parse(stdout);
    // What a header tells comes first.
    for (const [name, , line] of cases) {
      const about = stderr.filter((text) => text.includes(` ${name}:`));
      expect([name, about.length]).toEqual([name, 1]);
      expect(about[0]).toMatch(line);
    }
    expect(stderr.length).toBe(cases.length);
    expect(problems).toEqual(stderr.map((line) => line.slice('kolmoscope: '.length)));
    expect(rows.map(({ file, tensor }: Fields) => [file, tensor])).toEqual([
      ['fine.npy', 'fine'],
      ['nan.safetensors', 'good'],
      ['last.txt', 'last'],
    ]);
    expect(status).toBe(1);
  });

  test('nothing that could be measured is status 1 too, though it was only too small', async () => {
    writeFileSync(at('three.csv'), '0,1,1\n');
    const { status, stdout, stderr } = await measure('three.csv');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toEqual(['kolmoscope: three.csv: tensor "three": 3 values are less than a block of 12']);
  });
});

describe('bit planes, and blocks of other shapes', () => {
  const values = Array.from({ length: 80 }, (_, i) => (i * i * 7) % 16);
  let result: { tensors: Fields[]; measuring: Record<string, unknown> };
  beforeAll(async () => {
    writeFileSync(at('planes.npy'), bytes(8, 10, values));
    const { stdout } = await measure('planes.npy', '--bits', '4', '--block', '3x3', '--block', '10', '--json');
    result = JSON.parse(stdout);
  });

  test('each plane has a row, from the least significant', () => {
    expect(result.tensors.map(({ plane, threshold }) => [plane, threshold])).toEqual(
      [0, 1, 2, 3].map((i) => [i, null]),
    );
    for (const [plane, { bdm }] of result.tensors.entries()) {
      const digits = values.map((value) => Number(value.toString(2).padStart(4, '0')[3 - plane]));
      const lines = Array.from({ length: 8 }, (_, i) => digits.slice(10 * i, 10 * i + 10));
      const blocks = slowBlocks(lines, { block: { rows: 3, columns: 3 } });
      expect(bdm).toBeCloseTo(slowMeasures(blocks, tableOf('2d-n5')).bdm, 9);
    }
  });

  test('in --json the shapes are rows and columns alone, as they are where none was asked for', () => {
    const { matrices, strings } = result.measuring;
    expect(matrices).toMatchObject({ shapes: [{ rows: 3, columns: 3 }], shift: { rows: 3, columns: 3 } });
    expect(strings).toMatchObject({ shapes: [{ rows: 1, columns: 10 }], shift: { rows: 1, columns: 10 } });
    expect(JSON.stringify(result.measuring)).not.toContain('dims');
  });
});

describe.concurrent('--map', () => {
  type Colour = readonly number[];
  const rgb = (hex: string): Colour => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const picture = (name: string) => {
    const { width, height, channels, data } = decode(readFileSync(at(name)));
    expect(channels).toBe(3);
    return {
      width,
      height,
      colour: (x: number, y: number): Colour => [...data.subarray(3 * (y * width + x)).slice(0, 3)],
    };
  };

  test('each value is a square, each block in its colour; constant ones are simplest, incomplete ones grey', async () => {
    // Blocks: zeros, ones, and of the rest of the matrix the left of two incomplete columns and two incomplete rows.
    const bit = (row: number, column: number) => Number(row < 4 ? column >= 4 && column < 8 : (row * column) % 3 === 1);
    const values = Array.from({ length: 100 }, (_, i) => bit(Math.floor(i / 10), i % 10));
    writeFileSync(at('map.npy'), bytes(10, 10, values));
    const { status, stderr } = await measure('map.npy', '--map', 'map.png');
    expect(status).toBe(0);
    expect(stderr.length).toBe(1);
    expect(stderr[0]).toMatch(/^map\.png: 1020×1020 pixels; from \d+\.\d bits \(yellow\) to \d+\.\d \(blue\) a block/);
    const { width, height, colour } = picture('map.png');
    expect([width, height]).toEqual([1020, 1020]);
    const simplest = rgb(SCALE[0]);
    for (const [x, y] of [
      [0, 0],
      [407, 407],
      [200, 10],
    ])
      expect(colour(x, y)).toEqual(simplest);
    // Ones are half as bright as their block, on the way to the dark of weights.
    const ones = colour(408, 0);
    expect(colour(815, 407)).toEqual(ones);
    for (const [channel, value] of ones.entries()) {
      expect(value).toBeLessThan(simplest[channel]);
      expect(value).toBeGreaterThan(simplest[channel] / 2 - 1);
    }
    const grey = rgb(INCOMPLETE_COLOUR);
    expect(colour(816, 0)).toEqual(grey);
    expect(colour(1019, 407)).toEqual(grey);
    // (8, 0) is 0, in an incomplete row.
    expect(colour(0, 1019)).toEqual(grey);
    // A block that is not constant is less simple than one that is.
    expect(colour(0, 408)).not.toEqual(simplest);
  });

  test('a string is a band that can be seen, however long', async () => {
    const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (100000,), }\n`;
    const random = randomStream(1, 0);
    const values = Uint8Array.from({ length: 100_000 }, () => below(random, 2));
    writeFileSync(at('string.npy'), npy(header, values));
    await measure('string.npy', '--map', 'string.png');
    const { width, height } = picture('string.png');
    expect(width).toBeGreaterThan(1000);
    expect(width).toBeLessThanOrEqual(4096);
    expect(height).toBeGreaterThanOrEqual(8);
  });

  test('never overwrites a file that is measured', async () => {
    const content = bytes(
      8,
      8,
      Array.from({ length: 64 }, (_, i) => i % 2),
    );
    writeFileSync(at('precious.npy'), content);
    const { status, stderr } = await measure('precious.npy', '--map', 'precious.npy');
    expect(Buffer.compare(readFileSync(at('precious.npy')), content)).toBe(0);
    expect([status, stderr.length]).toEqual([2, 1]);
    const grey = encode({ width: 8, height: 8, channels: 1, depth: 8, data: new Uint8Array(64).fill(9, 32) });
    writeFileSync(at('precious.png'), grey);
    for (const options of [[], ['--overwrite']]) {
      const said = await measure('precious.png', '--map', './precious.png', ...options);
      expect(said.stderr).toEqual(['kolmoscope: ./precious.png: would be written over, and it is what is read']);
      expect(Buffer.compare(readFileSync(at('precious.png')), grey)).toBe(0);
    }
  });

  test('replaces a picture of its own, another one only when told', async () => {
    writeFileSync(at('again.npy'), bytes(4, 4, Array(16).fill(0)));
    const picture = encode({ width: 1, height: 1, channels: 1, depth: 8, data: new Uint8Array(1) });
    writeFileSync(at('again.png'), picture);
    const draw = (...options: string[]) => measure('again.npy', '--map', 'again.png', ...options);
    expect((await draw()).stderr[0]).toContain('again.png is there, and was not written by this program');
    expect(Buffer.compare(readFileSync(at('again.png')), picture)).toBe(0);
    expect((await draw('--overwrite')).status).toBe(0);
    expect((await draw()).status).toBe(0);
  });
});

describe('a file can choose the names of its tensors, but not what the terminal does:', () => {
  test('the table has one line a tensor, without control characters', async () => {
    const name = 'red\u001b[31m\nnew\r\tline\u009b2J';
    writeFileSync(at('hostile.safetensors'), checkpoint([[name, [8, 8]]], [weights(64, 13)]));
    const { status, stdout } = await measure('hostile.safetensors');
    expect(status).toBe(0);
    const [title, row, empty] = stdout.split('\n');
    expect(title).toMatch(/^array/);
    expect(row).toMatch(/8×8/);
    expect(row).toContain('red\\x1b[31m\\nnew\\r\\tline\\x9b2J');
    expect(empty).toBe('');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  test('what a spreadsheet would run follows an apostrophe in CSV; in JSON every name is exact', async () => {
    const names = ['=1+1', '-x', '@a', '__proto__', 'constructor', '\u001b\u202e\u009b', 'a,"b"'];
    const values = names.map((_, i) => weights(64, 20 + i));
    const tensors = names.map((name) => [name, [8, 8]] as const);
    writeFileSync(at('formulas.safetensors'), checkpoint(tensors, values));
    const json = await measure('formulas.safetensors', '--json');
    expect(JSON.parse(json.stdout).tensors.map(({ tensor }: { tensor: string }) => tensor)).toEqual(names);
    expect(json.stdout.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
    const csv = parseCsv((await measure('formulas.safetensors', '--csv')).stdout);
    const shown = ["'=1+1", "'-x", "'@a", '__proto__', 'constructor', '\\x1b\\u202e\\x9b', 'a,"b"'];
    expect(csv.map(({ tensor }) => tensor)).toEqual(shown);
    expect(csv.map(({ bdm }) => Number(bdm))).toEqual(
      JSON.parse(json.stdout).tensors.map(({ bdm }: { bdm: number }) => bdm),
    );
  });
});

describe('a wrong argument is one line, and status 2:', () => {
  test.concurrent.each([
    [['--binarize', 'treshold=2'], /Expected sign, threshold=X, median or mean/],
    [['--block', '5x5'], /a block of 5×5 cells \(at most 16 in all\)/],
    [['--map', 'x.png'], /--map draws one array, not 6: choose it with --only/],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await measure('net.safetensors', ...args);
    expect(stderr.length).toBe(1);
    expect(stderr[0]).toMatch(message);
    expect([status, stdout]).toEqual([2, '']);
  });

  test('but options may stand before the files, as the help has it', async () => {
    const { status, stdout } = await measure('--csv', '--only', 'long', 'net.safetensors');
    expect(status).toBe(0);
    expect(parseCsv(stdout).map(({ tensor }) => tensor)).toEqual(['long']);
  });
});

test('a damaged file is measured, or is an error in one line: nothing else', async () => {
  const seeds: readonly [string, Uint8Array][] = [
    ['a.safetensors', checkpoint(NET, NET_VALUES)],
    ['a.safetensors', fromBase64(fixtures.SAFETENSORS)],
    ['a.npz', fromBase64(fixtures.NPZ_DEFLATED)],
    ['a.npy', fromBase64(fixtures.NPY_FORTRAN)],
    ...fixtures.NPY_TYPES.slice(0, 8).map(({ file }): [string, Uint8Array] => ['a.npy', fromBase64(file)]),
    ['a.csv', Buffer.from('1,0,-2.5,nan\n0,1,1e300,0\n1,1,0,1\n0,1,1,1\n')],
    ['a.png', fromBase64(pictures.PILLOW.palette)],
  ];
  // Blocks so small that little files hold some.
  const small = await makeMeasuring({
    matrices: { block: { rows: 2, columns: 2 }, boundary: 'recursive', minimum: 1 },
    strings: { block: { rows: 1, columns: 2 }, boundary: 'periodic' },
  });
  const hows: Measuring[] = [
    small,
    { ...small, bits: 'median', nonFinite: 'zero' },
    { ...small, bits: 'mean', axes: 'matrix' },
    { ...small, bits: { planes: 8 } },
  ];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ArrayFileError)) throw error;
      expect(error.message).toMatch(/^\P{C}+$/u);
      return undefined;
    }
  };
  let measured = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...seeds),
      fc.constantFrom(...hows),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(255)), { maxLength: 3 }),
      fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 2 }),
      async ([name, seed], how, changes, cut) => {
        const file = Uint8Array.from(seed);
        for (const [place, byte] of changes) file[Math.floor(place * file.length)] = byte;
        await writeFile(at(name), cut === null ? file : file.subarray(0, Math.floor(cut * file.length)));
        for (const tensor of (await attempt(() => openArrays(at(name)))) ?? []) {
          const found = await attempt(() => measureTensor(tensor, how, true));
          for (const { bdm, blockEntropy, cells, ones, bits } of found ?? []) {
            expect(Number.isFinite(bdm) && bdm > 0 && blockEntropy >= 0).toBe(true);
            expect(cells).toBe(tensor.shape.reduce((product, size) => product * size, 1));
            expect(ones).toBe(bits?.reduce((sum, bit) => sum + bit, 0));
            measured++;
          }
        }
      },
    ),
    { numRuns: 150 },
  );
  expect(measured).toBeGreaterThan(10);
});
