/** `kolmoscope export` of the built command, as a user types it. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, test } from 'vitest';
import { openArrays } from '../../src/arrays/index.ts';
import type { PlaneSeries } from '../../src/study/run/trajectories.ts';
import { valuesOf } from '../arrays/files.ts';
import { runIn } from './command.ts';

const SPEC = {
  runs: 2,
  data: { set: 'mnist', validation: 300, subset: 1280 },
  // Stops before its last step, so that the trajectories know the kept weights.
  training: { patience: 3, evaluateEvery: 5, maxEpochs: 8, learningRate: 0.01 },
  analysis: { fewestEpochs: 2, resamples: 200 },
};
const STUDIES = {
  binary: { ...SPEC, study: 'binary', network: { hidden: [8] } },
  mixed: { ...SPEC, study: 'mixed', network: { hidden: [9, 7], outputWeights: 'float', bias: true } },
  planes: {
    ...SPEC,
    study: 'planes',
    network: {
      layers: [
        { layer: 'flatten' },
        { layer: 'dense', outputs: 12, weights: 'ternary' },
        { layer: 'batchNorm' },
        { layer: 'hardTanh' },
        { layer: 'dense', outputs: 8, weights: '4bit' },
        { layer: 'batchNorm' },
        { layer: 'hardTanh' },
        { layer: 'dense', outputs: 10, weights: 'float' },
      ],
    },
    measures: { floatBits: 3, sampleEvery: 5 },
  },
  embedded: {
    ...SPEC,
    study: 'embedded',
    data: { set: 'modular', prime: 23, validation: 100, subset: 300 },
    network: {
      layers: [
        { layer: 'embedding', symbols: 23, size: 8, weights: 'float' },
        { layer: 'dense', outputs: 12, weights: 'float' },
        { layer: 'relu' },
        { layer: 'dense', outputs: 23, weights: '5bit' },
      ],
    },
    measures: { floatBits: 4, floatQuantiser: 'clipped', sampleEvery: 5 },
  },
};

/** Those whose bit planes are measured: of each matrix, the layer in the network and the bits of its integers. */
const PLANES = [
  ['planes', [0, 3, 6], [2, 4, 3]],
  ['embedded', [0, 1, 3], [4, 4, 5]],
] as const;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
  for (const [name, spec] of Object.entries(STUDIES)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(spec));
    expect((await kolmoscope('run', `${name}.json`)).status).toBe(0);
  }
  return () => rmSync(folder, { recursive: true });
});

const kolmoscope = (...args: string[]) => runIn(folder, args);

const runsOf = (study: string) =>
  readdirSync(join(folder, 'runs', study))
    .filter((name) => name.endsWith('.json.gz'))
    .sort()
    .map((name) => `runs/${study}/${name}`);

/** A run's file as Python would read it. */
const contentOf = (run: string) => JSON.parse(gunzipSync(readFileSync(join(folder, run))).toString());

const namesOf = (runs: readonly string[], ending: string) => runs.map((run) => run.replace('.json.gz', ending));

test('a folder stands for all its runs; the files lie beside theirs and are named on standard output', async () => {
  const { status, stdout, stderr } = await kolmoscope('export', 'runs/binary');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout.split('\n')).toEqual([...namesOf(runsOf('binary'), '.safetensors'), '']);
  // A second time they are replaced.
  expect(await kolmoscope('export', 'runs/binary')).toEqual({ status, stdout, stderr });
});

test('the state, layer by layer, with its shapes; binary weights as signs; the metadata', async () => {
  const [run] = runsOf('mixed');
  for (const format of ['safetensors', 'npz']) {
    expect((await kolmoscope('export', run, '--latent', '--format', format, '--out', 'new/networks')).status).toBe(0);
    const path = join(folder, 'new/networks', basename(run).replace('json.gz', format));
    const tensors = new Map((await openArrays(path)).map((tensor) => [tensor.name, tensor]));
    const shapes = Object.fromEntries([...tensors].map(([name, { shape, dtype }]) => [name, [dtype, ...shape]]));
    const vectors = (layer: number, width: number, names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [`layer${layer}.${name}`, ['float32', width]]));
    const norm = ['gamma', 'beta', 'runningMean', 'runningVariance'];
    // linear -> norm -> sign, twice, then linear -> norm.
    expect(shapes).toEqual({
      'layer0.latentWeights': ['float32', 9, 100],
      'layer0.weights': ['int8', 9, 100],
      ...vectors(0, 9, ['bias']),
      ...vectors(1, 9, norm),
      'layer3.latentWeights': ['float32', 7, 9],
      'layer3.weights': ['int8', 7, 9],
      ...vectors(3, 7, ['bias']),
      ...vectors(4, 7, norm),
      'layer6.weights': ['float32', 10, 7],
      ...vectors(6, 10, ['bias']),
      ...vectors(7, 10, norm),
    });
    const values = async (name: string) => {
      const tensor = tensors.get(name);
      if (!tensor) throw new Error(`no array is named ${name}`);
      return valuesOf(tensor);
    };
    for (const { layer, name, float32 } of contentOf(run).state) {
      const bytes = Uint8Array.from(Buffer.from(float32, 'base64'));
      // A float layer's weights are what is used.
      const exported = layer === 6 && name === 'latentWeights' ? 'weights' : name;
      expect(await values(`layer${layer}.${exported}`)).toEqual([...new Float32Array(bytes.buffer)]);
    }
    for (const layer of [0, 3]) {
      const signs = (await values(`layer${layer}.latentWeights`)).map((value) => (value > 0 ? 1 : -1));
      expect(await values(`layer${layer}.weights`)).toEqual(signs);
    }
  }
  const bytes = readFileSync(join(folder, 'new/networks', basename(run).replace('json.gz', 'safetensors')));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE())));
  const { computedBy, specHash, test, training } = contentOf(run);
  expect(header.__metadata__).toEqual({
    kolmoscope: computedBy.kolmoscope,
    study: 'mixed',
    specHash,
    run: '0',
    keptSteps: String(training.keptSteps),
    testLoss: String(test.loss),
    testAccuracy: String(test.accuracy),
  });
});

test('`kolmoscope measure` gives the BDM that the run had with these weights, to the last bit', async () => {
  for (const [study, only, ending, ...more] of [
    ['binary', '*.latentWeights', 'npz', '--latent'],
    ['binary', 'layer*', 'safetensors'],
    ['mixed', 'layer*', 'safetensors'],
  ]) {
    expect((await kolmoscope('export', `runs/${study}`, '--format', ending, ...more)).status).toBe(0);
    for (const run of runsOf(study)) {
      const { stdout } = await kolmoscope('measure', run.replace('json.gz', ending), '--only', only, '--json');
      const { tensors, totals } = JSON.parse(stdout);
      const { steps, training } = contentOf(run);
      expect(training.keptSteps).toBeLessThan(training.steps);
      for (const measure of ['bdm', 'blockEntropy']) {
        // Wider number types come first in a file.
        const matrices = tensors
          .filter(({ shape }: { shape: number[] }) => shape.length === 2)
          .sort((a: { tensor: string }, b: { tensor: string }) => (a.tensor < b.tensor ? -1 : 1));
        expect(matrices.map((found: Record<string, number>) => found[measure])).toEqual(
          steps.series[measure].layers.map((layer: number[]) => layer[training.keptSteps]),
        );
        expect(totals.matrices.summed[measure]).toBeCloseTo(steps.series[measure].total[training.keptSteps], 9);
      }
    }
  }
});

test.each(PLANES)(
  '`kolmoscope measure --bits` gives the planes that the run had with these weights, to the last bit: %s',
  async (study, places, bits) => {
    expect((await kolmoscope('export', `runs/${study}`, '--integers')).status).toBe(0);
    for (const run of runsOf(study)) {
      const { samples, training, weights } = contentOf(run);
      const sample = samples.steps.indexOf(training.keptSteps);
      expect(sample).toBeGreaterThan(0);
      const found: Record<string, number>[] = [];
      for (const [layer, place] of places.entries()) {
        const only = ['--only', `layer${place}.integers`, '--bits', String(bits[layer]), '--json'];
        const { stdout } = await kolmoscope('measure', run.replace('json.gz', 'safetensors'), ...only);
        for (const tensor of JSON.parse(stdout).tensors) found.push({ layer, ...tensor });
      }
      const pick = ({ layer, plane, bdm, blockEntropy }: Record<string, number>) => [layer, plane, bdm, blockEntropy];
      expect(weights).toHaveLength(3);
      expect(found.map(pick)).toEqual(
        samples.planes.map(({ layer, plane, series }: PlaneSeries) => [
          layer,
          plane,
          series.bdm[sample],
          series.blockEntropy[sample],
        ]),
      );
    }
  },
);

describe('tables:', () => {
  const read = async (path: string) =>
    parquetReadObjects({ file: Uint8Array.from(readFileSync(join(folder, path))).buffer });
  const TABLES = ['runs', 'epochs', 'epoch-layers', 'steps', 'step-layers', 'validation'];

  test('a folder gets those of all its runs, and again the same bytes', async () => {
    const { status, stdout, stderr } = await kolmoscope('export', 'runs/binary', '--format', 'parquet');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual([...TABLES.map((table) => `runs/binary/${table}.parquet`), '']);
    const contents = runsOf('binary').map(contentOf);
    const runs = await read('runs/binary/runs.parquet');
    expect(runs).toMatchObject(
      contents.map(({ run, specHash, test, training }) => ({
        configuration: 'binary',
        specHash,
        run,
        dataSet: 'mnist',
        network: '100-8-10',
        weights: 100 * 8 + 8 * 10,
        keptSteps: training.keptSteps,
        testLoss: test.loss,
        testAccuracy: test.accuracy,
      })),
    );
    const layers = await read('runs/binary/epoch-layers.parquet');
    expect(layers.filter(({ run, layer }) => run === 1 && layer === 2).map(({ bdm }) => bdm)).toEqual(
      contents[1].epochs.series.bdm.layers[1],
    );
    const before = TABLES.map((table) => readFileSync(join(folder, `runs/binary/${table}.parquet`)));
    expect((await kolmoscope('export', 'runs/binary', '--format', 'parquet', '--out', 'again')).status).toBe(0);
    expect(TABLES.map((table) => readFileSync(join(folder, `again/${table}.parquet`)))).toEqual(before);
  });

  test('rivals and bit planes are there, where they were measured', async () => {
    expect((await kolmoscope('export', 'runs/planes', '--format', 'parquet')).status).toBe(0);
    const { epochs, samples } = contentOf(runsOf('planes')[1]);
    const ofRun = async (table: string) => (await read(`runs/planes/${table}.parquet`)).filter(({ run }) => run === 1);
    expect((await ofRun('epochs')).map(({ deflate }) => deflate)).toEqual(epochs.series.deflate.total);
    const sampled = (await ofRun('steps')).filter(({ lempelZiv }) => lempelZiv !== null);
    expect(sampled.map(({ step }) => step)).toEqual(samples.steps);
    expect(sampled.map(({ lempelZiv }) => lempelZiv)).toEqual(samples.series.lempelZiv.total);
    const [{ layer, plane, series }] = samples.planes.slice(-1);
    const ofPlane = (await ofRun('step-planes')).filter((row) => row.layer === layer + 1 && row.plane === plane);
    expect(ofPlane.map(({ step }) => step)).toEqual(samples.steps);
    expect(ofPlane.map((row) => row.bdm)).toEqual(series.bdm);
  });

  test('several places give one set of tables; single runs can be chosen', async () => {
    const [run] = runsOf('binary');
    const { status } = await kolmoscope('export', 'runs/mixed', run, '--format', 'parquet', '--out', 'both');
    expect(status).toBe(0);
    const found = (await read('both/runs.parquet')).map(({ configuration, run }) => [configuration, run]);
    expect(found).toEqual([
      ['binary', 0],
      ['mixed', 0],
      ['mixed', 1],
    ]);
  });

  test('a damaged run is named, the others are there', async () => {
    cpSync(join(folder, 'runs/binary'), join(folder, 'halfTables'), { recursive: true });
    const [first] = runsOf('binary').map((run) => basename(run));
    writeFileSync(join(folder, 'halfTables', first), 'hello');
    const { status, stderr } = await kolmoscope('export', 'halfTables', '--format', 'parquet');
    expect(stderr).toBe(`kolmoscope: halfTables/${first}: not a whole run's file: incorrect header check\n`);
    expect(status).toBe(1);
    expect((await read('halfTables/runs.parquet')).map(({ run }) => run)).toEqual([1]);
  });

  test.each([
    ['--latent', ['runs/binary', '--latent'], /--latent and --integers are of networks: tables hold no weights$/],
    ['--integers', ['runs/binary', '--integers'], /tables hold no weights$/],
    ['several places and no folder for them', ['runs/binary', 'runs/mixed'], /need --out$/],
    ['a single run and no folder', [], /need --out$/],
  ])('refused: %s', async (_, args, message) => {
    const places = args.length > 0 ? args : [runsOf('binary')[0]];
    const { status, stdout, stderr } = await kolmoscope('export', ...places, '--format', 'parquet');
    expect(stderr).toMatch(/^kolmoscope: [^\n]+\n$/);
    expect(stderr.trim()).toMatch(message);
    expect([status, stdout]).toEqual([2, '']);
  });
});

describe('runs of several specs in one folder:', () => {
  const hashOf = (run: string) => basename(run).slice(4, 12);

  beforeAll(async () => {
    // The study changed, and ran into the same folder.
    writeFileSync(join(folder, 'changed.json'), JSON.stringify({ ...STUDIES.binary, seed: 2 }));
    expect((await kolmoscope('run', 'changed.json', '--out', 'changed')).status).toBe(0);
    cpSync(join(folder, 'runs/binary'), join(folder, 'changed'), { recursive: true });
  });

  const runsThere = () => runsOf('../changed').map((run) => run.replace('runs/../', ''));
  const hashesThere = () => [...new Set(runsThere().map(hashOf))];

  test.each(['npz', 'parquet'])('%s: one line says so', async (format) => {
    const { status, stderr } = await kolmoscope('export', 'changed', '--format', format, '--out', `changed-${format}`);
    expect(status).toBe(0);
    const [one, other] = hashesThere();
    expect(stderr).toBe(`binary: runs of 2 specs (${one}, ${other}); --spec takes those of one\n`);
  });

  test('--spec takes those of one', async () => {
    for (const hash of hashesThere()) {
      const { status, stdout, stderr } = await kolmoscope('export', 'changed', '--spec', hash, '--out', 'one');
      expect([status, stderr]).toEqual([0, '']);
      const runs = runsThere().filter((run) => hashOf(run) === hash);
      expect(stdout.split('\n')).toEqual([...runs.map((run) => `one/${basename(run, '.json.gz')}.safetensors`), '']);
    }
  });

  test.each([
    ['00', 1, 'kolmoscope: changed: no finished run of a spec whose hash begins with 00\n'],
    ['x', 2, 'kolmoscope: --spec x: expected the start of a hash\n'],
  ])('--spec %s: nothing is exported', async (hash, status, stderr) => {
    expect(await kolmoscope('export', 'changed', '--spec', hash)).toEqual({ status, stdout: '', stderr });
  });
});

describe('studies that train alike:', () => {
  beforeAll(async () => {
    const more = { ...STUDIES.binary, study: 'more', runs: 3, measures: { series: ['neighbours'] } };
    writeFileSync(join(folder, 'more.json'), JSON.stringify(more));
    expect((await kolmoscope('run', 'more.json')).status).toBe(0);
  });

  test('tables: one row each, with the series of both', async () => {
    const places = ['runs/binary', 'runs/more', 'runs/../runs/more'];
    const { status, stderr } = await kolmoscope('export', ...places, '--format', 'parquet', '--out', 'shared');
    expect([status, stderr]).toEqual([0, '2 runs are in several places: one row each, with the series of all\n']);
    const read = async (table: string) =>
      parquetReadObjects({ file: Uint8Array.from(readFileSync(join(folder, `shared/${table}.parquet`))).buffer });
    const [binary, more] = [runsOf('binary').map(contentOf), runsOf('more').map(contentOf)];
    expect((await read('runs')).map(({ study, configuration, run }) => [study, configuration, run])).toEqual(
      [0, 1, 2].map((run) => ['binary', 'binary', run]),
    );
    const epochs = await read('epochs');
    const column = (name: string) => epochs.map((row) => row[name]);
    expect(column('bdm')).toEqual(more.flatMap(({ epochs }) => epochs.series.bdm.total));
    expect(column('neighbours')).toEqual(more.flatMap(({ epochs }) => epochs.series.neighbours.total));
    const deflate = [...binary.map(({ epochs }) => epochs.series.deflate.total), more[2].epochs.loss.map(() => null)];
    expect(column('deflate')).toEqual(deflate.flat());
  });

  test('networks: one file each', async () => {
    const { status, stdout, stderr } = await kolmoscope(
      'export',
      'runs/binary',
      'runs/more',
      '--out',
      'sharedNetworks',
    );
    expect([status, stderr]).toEqual([0, '2 runs are in several places: one file each\n']);
    const names = runsOf('more').map((run) => `sharedNetworks/${basename(run, '.json.gz')}.safetensors`);
    expect(stdout.trim().split('\n').sort()).toEqual(names);
  });
});

describe('a mistake is one line that names the file, and the other runs are exported:', () => {
  /** A changed copy of a run's file, under its name or another one. */
  const changed = (change: (bytes: Buffer) => Uint8Array, rename = (name: string) => name) => {
    const [run] = runsOf('binary');
    mkdirSync(join(folder, 'bad'), { recursive: true });
    const path = `bad/${rename(basename(run))}`;
    writeFileSync(join(folder, path), change(readFileSync(join(folder, run))));
    return path;
  };
  const edited = (edit: (text: string) => string) => changed((bytes) => gzipSync(edit(gunzipSync(bytes).toString())));
  const cases: [string, () => string, RegExp][] = [
    ['no such file', () => 'nowhere', /nowhere: no such file or folder$/],
    ['a folder without runs', () => 'runs', /runs: holds no finished runs \(run-….json.gz\)$/],
    ['another name', () => 'binary.json', /binary\.json: not named as a run's file is/],
    ['a cut file', () => changed((bytes) => bytes.subarray(0, 999)), /not a whole run's file: unexpected end of file$/],
    ['no gzip', () => changed(() => Buffer.from('hello')), /not a whole run's file: incorrect header check$/],
    ['no JSON', () => edited(() => '{\u001b\n'), /not a whole run's file: \P{C}+$/u],
    ['JSON of something else', () => edited(() => '{}'), /not a whole run's file: format: /],
    [
      'another version',
      () => edited((text) => text.replace('run 3', 'run 2')),
      /gz: of another version of the program \(kolmoscope run 2, here kolmoscope run 3\): read it with that, or perform/,
    ],
    [
      'another run',
      () =>
        changed(
          (bytes) => bytes,
          (name) => name.replace('0000', '0007'),
        ),
      /run 0, expected 7$/,
    ],
    [
      'another spec',
      () =>
        changed(
          (bytes) => bytes,
          (name) => name.replace(/-.{8}-/, '-00000000-'),
        ),
      /expected 00000000…$/,
    ],
    [
      'weights of another network',
      () =>
        edited((text) =>
          text.replace(
            /("best":\{"rows":8,"columns":100,"bits":\[")(.)/,
            (_, start, digit) => start + (digit === '0' ? '1' : '0'),
          ),
        ),
      /state: layer 0: latentWeights: signs that are not those of the weights$/,
    ],
    [
      'state that is cut',
      () => edited((text) => text.replace(/("state":\[\{[^}]*"float32":")..../, '$1!!!!')),
      /state: layer 0: latentWeights: not all values are there$/,
    ],
  ];
  test.each(cases)('%s', async (_, make, message) => {
    const [good] = runsOf('mixed');
    const { status, stdout, stderr } = await kolmoscope('export', make(), good, '--out', 'others');
    expect(stderr).toMatch(/^kolmoscope: [^\n]+\n$/);
    expect(stderr.trim()).toMatch(message);
    expect([status, stdout]).toEqual([1, `others/${basename(good).replace('json.gz', 'safetensors')}\n`]);
  });

  test('one damaged run in a folder', async () => {
    cpSync(join(folder, 'runs/binary'), join(folder, 'half'), { recursive: true });
    const [first, second] = runsOf('binary').map((run) => basename(run));
    writeFileSync(join(folder, 'half', first), 'hello');
    const { status, stdout, stderr } = await kolmoscope('export', 'half', '--format', 'npz');
    expect(stderr).toBe(`kolmoscope: half/${first}: not a whole run's file: incorrect header check\n`);
    expect([status, stdout]).toEqual([1, `half/${second.replace('json.gz', 'npz')}\n`]);
  });

  test('a place that is taken by a folder', async () => {
    const [first, second] = namesOf(runsOf('binary'), '.safetensors').map((name) => basename(name));
    mkdirSync(join(folder, 'taken', first), { recursive: true });
    const { status, stdout, stderr } = await kolmoscope('export', 'runs/binary', '--out', 'taken');
    expect(stderr).toBe(`kolmoscope: taken/${first}: is a folder\n`);
    expect([status, stdout]).toEqual([1, `taken/${second}\n`]);
    expect(readdirSync(join(folder, 'taken')).sort()).toEqual(['.kolmoscope', first, second]);
  });

  test.each([
    ['a file', 'binary.json', /binary\.json: is there already, and is not a folder$/],
    ['a place where nothing can be made', '/sys/nope', /\/sys\/nope: /],
  ])('--out that is %s', async (_, out, message) => {
    const { status, stdout, stderr } = await kolmoscope('export', 'runs/binary', '--out', out);
    expect(stderr).toMatch(/^kolmoscope: [^\n]+\n$/);
    expect(stderr.trim()).toMatch(message);
    expect([status, stdout]).toEqual([1, '']);
  });
});
