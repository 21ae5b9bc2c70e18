import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SERIES } from '../../src/measures/index.ts';
import { seriesOf } from '../../src/study/fields/measures.ts';
import { hasMeasured, measuredBy, trainingIdentity } from '../../src/study/identity.ts';
import { CLAIM } from '../../src/study/judgement/claim.ts';
import type { Tables } from '../../src/study/run/blockMethods.ts';
import { parseSpec, SpecError } from '../../src/study/spec.ts';

const least = { study: 'small', data: { set: 'mnist' }, network: { hidden: [8] } };

test('an embedding has no bias, whatever its network has, and its weights are those of any layer', () => {
  const layers = [
    { layer: 'embedding', symbols: 97, size: 4, clipLatent: true },
    { layer: 'dense', outputs: 97 },
  ];
  const { network } = parseSpec({ ...least, data: { set: 'modular' }, network: { layers, bias: true } }, 's');
  expect(network).toMatchObject({
    layers: layers.map((layer, i) => ({ ...layer, weights: 'binary', ...(i > 0 && { bias: true }) })),
  });
  expect('layers' in network && network.layers[0]).not.toHaveProperty('bias');
});

test('the quickstart says every choice, and says the defaults', () => {
  const quickstart = JSON.parse(readFileSync(new URL('../../studies/quickstart.json', import.meta.url), 'utf8'));
  const parsed = parseSpec(quickstart, 'quickstart');
  expect(parsed).toEqual(quickstart);
  const { study, description, runs, data, network } = quickstart;
  const short = { study, description, runs, data: { set: data.set }, network: { hidden: network.hidden } };
  const { series, ...measures } = parsed.measures;
  expect(parseSpec(short, 'short')).toEqual({ ...parsed, measures });
  expect(series).toEqual(DEFAULT_SERIES.slice(2));
});

test.each([
  ['mnist', { size: 10, antialias: false, validation: 10_000, subset: 25_000, grid: 12 }],
  ['fashion-mnist', { size: 10, antialias: false, validation: 10_000, subset: 25_000, grid: 12 }],
  ['sincos', { noise: 0.75, validation: 10_000, subset: 25_000, grid: 12 }],
  ['modular', { prime: 97, validation: 1422, subset: 3556, grid: 0 }],
  [
    'teacher',
    {
      ...{ pattern: 'rows', complexity: 'random', features: 48, hidden: 16, draw: 1 },
      ...{ validation: 10_000, subset: 25_000, grid: 12 },
    },
  ],
  ['har', { validation: 1225, subset: 3063, grid: 7 }],
  ['har-raw', { validation: 1225, subset: 3063, grid: 8 }],
])('each data set has fields and defaults of its own: %s', (set, expected) => {
  const { data } = parseSpec({ ...least, data: { set } }, 's');
  expect(data).toEqual({ set, ...expected, targets: 'classes', order: 'rows', labels: 'true', inputs: 'true' });
});

describe('a wrong field is named with what was expected:', () => {
  const embedded = (symbols: number, outputs: number) => ({
    layers: [
      { layer: 'embedding', symbols, size: 4 },
      { layer: 'dense', outputs },
    ],
  });
  const cases: [string, object, RegExp][] = [
    ['unknown field', { ...least, training: { learningrate: 1 } }, /^s: training\.learningrate: no such field$/],
    ['wrong type', { ...least, runs: 'ten' }, /^s: runs: .*expected (int|number)/],
    [
      'wrong name',
      { ...least, network: { hidden: [8], weightSte: 'magic' } },
      /^s: network\.weightSte: .*"identity"\|"clipped"/,
    ],
    ['inside a list', { ...least, network: { hidden: [8, 0] } }, /^s: network\.hidden\.1: .*>=1/],
    ['neither hidden nor layers', { ...least, network: {} }, /^s: network: expected either hidden, .* or layers$/],
    [
      'both hidden and layers',
      { ...least, network: { hidden: [8], layers: [{ layer: 'flatten' }] } },
      /^s: network: expected either hidden, .* or layers$/,
    ],
    [
      'a choice of perceptrons',
      { ...least, network: { layers: [{ layer: 'flatten' }], outputWeights: 'float' } },
      /^s: network\.outputWeights: no such field$/,
    ],
    [
      'unknown layer',
      { ...least, network: { layers: [{ layer: 'pooling' }] } },
      /^s: network\.layers\.0\.layer: .*'convolution' \| 'dense'/,
    ],
    [
      'a choice of another layer',
      { ...least, network: { layers: [{ layer: 'flatten' }, { layer: 'dense', outputs: 10, kernel: 3 }] } },
      /^s: network\.layers\.1\.kernel: no such field$/,
    ],
    [
      'a layer that does not fit',
      { ...least, network: { layers: [{ layer: 'sign' }, { layer: 'dense', outputs: 10 }] } },
      /^s: network\.layers: layer 2, dense: expected a row of values, got 1×10×10; a flatten/,
    ],
    [
      'unknown series',
      { ...least, measures: { series: ['brotil'] } },
      /^s: measures\.series\.0: no series is called brotil; measures are bdm, blockEntropy, bitEntropy, .*effectiveRank$/,
    ],
    [
      'unknown measure',
      { ...least, measures: { series: ['brotli', { measure: 'bmd' }] } },
      /^s: measures\.series\.1\.measure: no series is called bmd; /,
    ],
    [
      'option of another measure',
      { ...least, measures: { series: [{ measure: 'blockEntropy', table: '2d-n4' }] } },
      /^s: measures\.series\.0\.table: no option of blockEntropy, which has order, null, as, draws, boundary, block, aggregate$/,
    ],
    [
      'unknown value of an option',
      { ...least, measures: { series: [{ measure: 'bdm', block: [5, 5] }] } },
      /^s: measures\.series\.0\.block: expected one of \[1,2\], \[1,3\], .*\[4,4\]$/,
    ],
    [
      'old name',
      { ...least, measures: { rivals: [] } },
      /^s: measures\.rivals: no such field: it is measures\.series$/,
    ],
    [
      'a value that only looks like one',
      { ...least, measures: { series: [{ measure: 'bdm', table: '2dn4' }] } },
      /^s: measures\.series\.0\.table: expected one of "2d-n5", "2d-n4"$/,
    ],
    [
      'an option that only JSON knows',
      { ...least, measures: { series: [JSON.parse('{ "measure": "bdm", "__proto__": { "boundary": "periodic" } }')] } },
      /^s: measures\.series\.0\.__proto__: no option of bdm, /,
    ],
    ...[3, null, ['bdm'], { boundary: 'periodic' }, { measure: 3 }].map((given): [string, object, RegExp] => [
      `series ${JSON.stringify(given)}`,
      { ...least, measures: { series: [given] } },
      /^s: measures\.series\.0: expected a name such as "lempelZiv", or \{ "measure": /,
    ]),
    [
      'option given twice',
      { ...least, measures: { series: [{ measure: 'bdm_correlated', boundary: 'periodic' }] } },
      /^s: measures\.series\.0\.boundary: said already by bdm_correlated$/,
    ],
    [
      'blocks that no matrix has',
      { ...least, network: { hidden: [3] }, measures: { series: ['blockEntropy_4x3'] } },
      /^s: network: no matrix of weights has a block of 4×4: bdm would measure nothing$/,
    ],
    ['unknown boundary', { ...least, measures: { boundary: 'around' } }, /^s: measures\.boundary: .*"ignore"/],
    [
      'no such quantiser',
      { ...least, measures: { floatQuantiser: 'max' } },
      /^s: measures\.floatQuantiser: .*"minMax"/,
    ],
    [
      'an embedding of pictures',
      { ...least, network: { layers: [{ layer: 'flatten' }, ...embedded(9, 10).layers] } },
      /^s: network\.layers: layer 2, embedding: it takes integers, which only the inputs are: it must be the first layer$/,
    ],
    [
      'an embedding of values',
      { ...least, data: { set: 'sincos' }, network: embedded(9, 4) },
      /^s: network\.layers: layer 1, embedding: it takes integers, which the inputs of sincos are not$/,
    ],
    [
      'too few symbols',
      { ...least, data: { set: 'modular', prime: 101 }, network: embedded(97, 101) },
      /^s: network\.layers: layer 1, embedding: symbols must be at least 101, as modular addition has$/,
    ],
    [
      'an embedding of random inputs',
      { ...least, data: { set: 'modular', prime: 101, inputs: 'random' }, network: embedded(101, 101) },
      /^s: data\.inputs: expected "true": an embedding takes integers$/,
    ],
    ['too few bits', { ...least, measures: { floatBits: 1 } }, /^s: measures\.floatBits: .*>=2/],
    [
      'no block by the boundary',
      {
        ...least,
        network: {
          layers: [
            { layer: 'convolution', channels: 3, kernel: 1 },
            { layer: 'maxPooling', size: 10 },
            { layer: 'flatten' },
            { layer: 'dense', outputs: 10 },
          ],
        },
        measures: { boundary: 'correlated' },
      },
      /^s: network: no matrix of weights has a block of 4×4/,
    ],
    ['missing section', { study: 'small', data: { set: 'mnist' } }, /^s: network: .*expected object/],
    ['bad study name', { ...least, study: '../up' }, /^s: study: expected lower-case/],
    [
      'setting of another optimiser',
      { ...least, training: { momentum: 0.5 } },
      /^s: training\.momentum: a setting of sgd, not of adam$/,
    ],
    [
      'setting of other optimisers',
      { ...least, training: { optimizer: 'bop', weightDecay: 0 } },
      /^s: training\.weightDecay: a setting of adamw and sgd, not of bop$/,
    ],
    [
      'setting of another schedule',
      { ...least, training: { schedule: 'cosine', scheduleFactor: 0.5 } },
      /^s: training\.scheduleFactor: a setting of step, not of cosine$/,
    ],
    [
      'latent weights with Bop',
      { ...least, network: { hidden: [8], clipLatent: true }, training: { optimizer: 'bop' } },
      /^s: network\.clipLatent: expected false: with Bop/,
    ],
    [
      'estimator with Bop',
      { ...least, network: { hidden: [8], weightSte: 'clipped' }, training: { optimizer: 'bop' } },
      /^s: network\.weightSte: expected "identity": Bop/,
    ],
    [
      'unknown loss',
      { ...least, training: { loss: 'mse' } },
      /^s: training\.loss: .*"crossEntropy"\|"meanSquaredError"/,
    ],
    [
      'a matrix too wide for canonical order',
      {
        ...least,
        data: { set: 'mnist', size: 28 },
        network: {
          layers: [
            { layer: 'convolution', channels: 32, kernel: 3, padding: 1 },
            { layer: 'batchNorm' },
            { layer: 'sign' },
            { layer: 'flatten' },
            { layer: 'dense', outputs: 10 },
          ],
        },
      },
      /^s: measures\.series: canonicalBdm takes matrices of at most 16384 rows and columns, not 10×25088: name others$/,
    ],
    [
      'unknown data set',
      { ...least, data: { set: 'imagenet' } },
      /^s: data\.set: .*expected one of "mnist"\|"fashion-mnist"\|"sincos"\|"modular"\|"teacher"\|"har"\|"har-raw"$/,
    ],
    [
      'more examples than the set has',
      { ...least, data: { set: 'fashion-mnist', subset: 50_001 } },
      /^s: data\.subset: with the validation set more than the 60000 training examples of Fashion-MNIST$/,
    ],
    [
      'a field of another data set',
      { ...least, data: { set: 'sincos', size: 10 } },
      /^s: data\.size: a field of mnist and fashion-mnist, not of sincos$/,
    ],
    ['a field of no data set', { ...least, data: { set: 'har', colour: 'red' } }, /^s: data\.colour: no such field$/],
    [
      'more examples than a smaller set has',
      { ...least, data: { set: 'har', subset: 6128 } },
      /^s: data\.subset: with the validation set more than the 7352 training examples of UCI HAR, features$/,
    ],
    [
      'a convolution of what is no picture',
      { ...least, data: { set: 'har-raw' }, network: { layers: [{ layer: 'convolution', channels: 8, kernel: 3 }] } },
      /^s: network\.layers: layer 1, convolution: expected channels × height × width, got 1152 values$/,
    ],
    [
      'values where the set has none',
      { ...least, data: { set: 'mnist', targets: 'values' }, training: { loss: 'meanSquaredError' } },
      /^s: data\.targets: no values come with MNIST$/,
    ],
    [
      'a loss of classes for other targets',
      { ...least, data: { set: 'mnist', targets: 'inputs' } },
      /^s: training\.loss: expected "meanSquaredError": crossEntropy is a loss of classes$/,
    ],
    [
      'permuted labels that are no targets',
      {
        ...least,
        data: { set: 'mnist', targets: 'inputs', labels: 'permuted' },
        training: { loss: 'meanSquaredError' },
      },
      /^s: data\.labels: expected "true": where the inputs are the targets/,
    ],
    [
      'fewer epochs than are needed',
      { ...least, training: { maxEpochs: 4 } },
      /^s: analysis\.fewestEpochs: more than training\.maxEpochs, 4: no run would be kept$/,
    ],
    [
      'unknown control',
      { ...least, data: { set: 'mnist', labels: 'random' } },
      /^s: data\.labels: .*"true"\|"permuted"/,
    ],
    [
      'unknown order',
      { ...least, data: { set: 'mnist', order: 'diagonal' } },
      /^s: data\.order: expected one of "rows"\|"columns"\|"snake", or \{ "random": n \} with a whole number n from 0 /,
    ],
    [
      'no number of a random order',
      { ...least, data: { set: 'mnist', order: { random: -1 } } },
      /^s: data\.order\.random: .*>=0$/,
    ],
    [
      'an order of pictures where there are none',
      { ...least, data: { set: 'sincos', order: 'columns' } },
      /^s: data\.order: an order of pictures, which sincos has none of; expected "rows" or \{ "random": n \}$/,
    ],
    [
      'more noise than labels',
      { ...least, data: { set: 'mnist', labels: { noise: 1.5 } } },
      /^s: data\.labels\.noise: .*<=1$/,
    ],
    ['a section that is a list', { ...least, training: [] }, /^s: training: .*expected object/],
  ];
  for (const [name, spec, message] of cases) {
    test(name, () => {
      const parse = () => parseSpec(spec, 's');
      expect(parse).toThrow(SpecError);
      expect(parse).toThrow(message);
    });
  }

  test('anything else that JSON can hold gives one line', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => parseSpec(value, 's')).toThrow(/^s: [^\n]+$/);
      }),
    );
  });
});

describe('settings of an optimiser and of a schedule', () => {
  const trainingOf = (training: object) => parseSpec({ ...least, training }, 's').training;

  test('are filled in, and stay as they are when the whole is read again', () => {
    const usual = {
      adam: {},
      adamw: { weightDecay: 0.01 },
      sgd: { momentum: 0.9, weightDecay: 0 },
      bop: { adaptivity: 1e-4, flipThreshold: 1e-8 },
    };
    const others = {
      learningRate: 0.001,
      schedule: 'step',
      scheduleEpochs: 50,
      scheduleFactor: 0.1,
      loss: 'crossEntropy',
      batchSize: 64,
      evaluateEvery: 20,
      patience: 40,
      maxEpochs: 200,
    };
    for (const [optimizer, settings] of Object.entries(usual)) {
      const training = trainingOf({ optimizer, schedule: 'step' });
      expect(training).toEqual({ optimizer, ...settings, ...others });
      expect(trainingOf(training)).toEqual(training);
    }
  });

  test('are taken as given, at the place where they are read', () => {
    const training = trainingOf({ momentum: 0, optimizer: 'sgd', schedule: 'step', scheduleEpochs: 3 });
    expect(training).toMatchObject({ momentum: 0, weightDecay: 0, scheduleEpochs: 3, scheduleFactor: 0.1 });
    expect(Object.keys(training).slice(0, 7)).toEqual([
      'optimizer',
      'momentum',
      'weightDecay',
      'learningRate',
      'schedule',
      'scheduleEpochs',
      'scheduleFactor',
    ]);
  });
});

test('an auto-encoder gives as many values as it has inputs', () => {
  const of = (network: object) =>
    parseSpec(
      { ...least, data: { set: 'mnist', targets: 'inputs' }, network, training: { loss: 'meanSquaredError' } },
      's',
    );
  expect(of({ hidden: [16] }).data.targets).toBe('inputs');
  const layers = (outputs: number) => [{ layer: 'flatten' }, { layer: 'dense', outputs }];
  expect(() => of({ layers: layers(100) })).not.toThrow();
  expect(() => of({ layers: layers(10) })).toThrow('gives 10 values, not 100 values, one for each input');
});

test('the layers of a network are kept as they are said', () => {
  const binaryCnn = JSON.parse(readFileSync(new URL('../../studies/binary-cnn.json', import.meta.url), 'utf8'));
  expect(parseSpec(binaryCnn, 'binary-cnn')).toEqual(binaryCnn);
  const { layers } = binaryCnn.network;
  const shared = { bias: false, weightSte: 'identity', activationSte: 'clipped', clipLatent: false };
  expect(parseSpec({ ...binaryCnn, network: { layers } }, 's').network).toEqual({ layers, ...shared });
});

describe('a chain of layers', () => {
  const dense = { layer: 'dense', outputs: 10 };
  const of = (layers: object[], change: object = {}) => parseSpec({ ...least, network: { layers }, ...change }, 's');
  const convolution = { layer: 'convolution', channels: 4, kernel: 3 };
  const flatten = { layer: 'flatten' };

  test('is the same whether its defaults are written out or not', () => {
    const ofNetwork = { weights: 'binary', bias: false, weightSte: 'identity', clipLatent: false };
    const written = { ...convolution, stride: 1, padding: 0, ...ofNetwork };
    const rest = [flatten, { ...dense, ...ofNetwork }];
    const short = of([convolution, { layer: 'sign' }, flatten, dense]);
    const long = of([written, { layer: 'sign', ste: 'clipped' }, ...rest]);
    expect(trainingIdentity(long)).toBe(trainingIdentity(short));
  });

  test('may leave a last batch of one example where nothing is normalised over examples alone', () => {
    const data = { set: 'mnist', validation: 100, subset: 641 };
    expect(() => of([flatten, dense], { data })).not.toThrow();
    expect(() => of([convolution, { layer: 'batchNorm' }, flatten, dense], { data })).not.toThrow();
    expect(() => of([flatten, { layer: 'batchNorm' }, dense], { data })).toThrow('a last batch of one example');
  });

  test('may give each layer its own estimator; with Bop binary weights have none', () => {
    const own = { ...dense, weightSte: 'swish', clipLatent: true };
    const { network } = of([flatten, { ...dense, outputs: 8 }, own]);
    const filled = { weights: 'binary', bias: false };
    expect('layers' in network && network.layers).toEqual([
      flatten,
      { ...dense, ...filled, outputs: 8 },
      { ...own, ...filled },
    ]);
    const training = { optimizer: 'bop' };
    expect(() => of([flatten, own], { training })).toThrow(
      's: network.layers: layer 2, dense: with Bop weightSte is "identity" and clipLatent false where weights are binary',
    );
    const clipped = { ...own, weights: 'ternary' };
    expect(() => of([flatten, { ...dense, outputs: 8 }, clipped], { training })).not.toThrow();
  });

  test('that would need more than 2 GiB is refused with the number before anything is trained', () => {
    const convolutions = Array.from({ length: 60 }, () => ({ ...convolution, channels: 1024, padding: 1 }));
    const layers = [...convolutions, flatten, dense];
    expect(() => of(layers)).toThrow(/^s: network: a run would need \d+\.\d GiB of memory, more than 2$/);
    const training = { batchSize: 65_536 };
    expect(() => of(layers.slice(58), { training })).toThrow(/need \d+\.\d GiB/);
  });

  test('without a single 4×4 block of weights is refused: nothing could be measured', () => {
    const layers = [{ layer: 'convolution', channels: 3, kernel: 3 }, { layer: 'maxPooling', size: 8 }, flatten, dense];
    expect(() => of(layers)).toThrow('no matrix of weights has a block of 4×4');
  });
});

test('smaller blocks count where the boundary makes them', () => {
  // Matrices of 3 × 1 and 10 × 3.
  const layers = [
    { layer: 'convolution', channels: 3, kernel: 1 },
    { layer: 'maxPooling', size: 10 },
    { layer: 'flatten' },
    { layer: 'dense', outputs: 10 },
  ];
  for (const boundary of ['recursive', 'periodic']) {
    expect(parseSpec({ ...least, network: { layers }, measures: { boundary } }, 's').measures.boundary).toBe(boundary);
  }
});

describe('series', () => {
  const of = (...series: unknown[]) => parseSpec({ ...least, measures: { series } }, 's').measures;

  test('are kept in one order, each once; the two that are compared are always there', () => {
    expect(of('deflate', 'bitEntropy', 'deflate', 'bdm').series).toEqual(['bitEntropy', 'deflate']);
    expect([...seriesOf(of('deflate')).keys()]).toEqual(['bdm', 'blockEntropy', 'deflate']);
    expect([...seriesOf(parseSpec(least, 's').measures).keys()]).toEqual([...DEFAULT_SERIES]);
  });

  test('are the same by name and by options', () => {
    const written = of(
      { measure: 'bdm', boundary: 'correlated' },
      { measure: 'bdm', table: '2d-n4', aggregate: 'pooled' },
      { measure: 'blockEntropy', block: [2, 2] },
      { measure: 'neighbours', direction: 'vertical' },
    );
    const named = ['bdm_correlated', 'bdm_2dn4_pooled', 'blockEntropy_2x2', 'neighbours_vertical'];
    expect(written.series).toEqual(named);
    expect(of(...named)).toEqual(written);
    const orders = [
      { boundary: 'periodic', block: [2, 2] },
      { block: [2, 2], boundary: 'periodic' },
    ];
    expect(of('bdm_2x2_periodic', ...orders.map((options) => ({ measure: 'bdm', ...options }))).series).toEqual([
      'bdm_periodic_2x2',
    ]);
  });

  test('that the section’s options make the same are one', () => {
    const measures = { boundary: 'correlated', series: ['bdm_correlated', 'bdm_ignore'] };
    expect([...seriesOf(parseSpec({ ...least, measures }, 's').measures).keys()]).toEqual([...CLAIM, 'bdm_ignore']);
  });

  test('take the options that they do not name from the spec; runs’ files know them by all that differ from the usual', () => {
    const measures = { boundary: 'periodic', series: ['bdm_ignore', 'bdm_2x2', 'lempelZiv'] };
    const series = seriesOf(parseSpec({ ...least, measures }, 's').measures);
    expect([...series].map(([asked, { name }]) => [asked, name])).toEqual([
      ['bdm', 'bdm_periodic'],
      ['blockEntropy', 'blockEntropy_periodic'],
      ['bdm_ignore', 'bdm'],
      ['bdm_2x2', 'bdm_periodic_2x2'],
      ['lempelZiv', 'lempelZiv'],
    ]);
  });
});

describe('the identity of a run', () => {
  const spec = parseSpec(least, 's');
  const identity = (change: object) => trainingIdentity(parseSpec({ ...least, ...change }, 's'));

  test('does not depend on how many runs are asked for, how they are analysed, or which series are measured', () => {
    expect(identity({ runs: 200, description: 'x', analysis: { smoothing: 2 } })).toBe(identity({}));
    expect(identity({ measures: { series: ['brotli'], boundary: 'periodic', aggregate: 'pooled' } })).toBe(
      identity({}),
    );
  });

  test('depends on seed, data, network, training, and what is sampled when', () => {
    const { data, network } = least;
    const changes = [
      { seed: 2 },
      { data: { ...data, antialias: true } },
      { data: { set: 'fashion-mnist' } },
      { data: { ...data, labels: 'permuted' } },
      { data: { ...data, labels: { noise: 0.25 } } },
      { data: { ...data, inputs: 'random' } },
      { data: { ...data, order: 'columns' } },
      { data: { ...data, order: { random: 1 } } },
      { data: { ...data, order: { random: 2 } } },
      { network: { ...network, hidden: [9] } },
      { training: { patience: null } },
      { measures: { floatBits: null } },
      { measures: { floatQuantiser: 'minMax' } },
      { measures: { sampleEvery: 10 } },
    ];
    expect(new Set([{}, ...changes].map(identity)).size).toBe(changes.length + 1);
    expect(identity({})).toContain(
      '"network":{"activationSte":"clipped","bias":false,"clipLatent":false,"hidden":[8],',
    );
  });

  test('in rows is that of runs from before there was an order', () => {
    expect(identity({ data: { ...least.data, order: 'rows' } })).toBe(identity({}));
    expect(identity({})).toContain('"grid":12,"inputs":"true","labels":"true","set":"mnist",');
  });

  const tables = Object.fromEntries(
    ['2d-n5', '2d-n4'].map((name) => [name, { sha256: `hash of ${name}` }]),
  ) as unknown as Tables;
  const asked = (measures: object) => parseSpec({ ...least, measures }, 's');
  const file = (measures: object) => ({
    measured: measuredBy([asked(measures)], tables),
    names: [...seriesOf(asked(measures).measures).values()].map(({ name }) => name),
  });

  test('a run has what a study asks for where it has each series, from the same table', () => {
    const some = file({ series: ['deflate', 'bdm_correlated'] });
    expect(hasMeasured(some, asked({ series: ['deflate'] }), tables)).toBe(true);
    expect(hasMeasured(some, asked({ series: ['brotli'] }), tables)).toBe(false);
    expect(hasMeasured(some, asked({}), tables)).toBe(false);
    expect(hasMeasured(some, asked({ boundary: 'correlated', series: [] }), tables)).toBe(false);
    expect(hasMeasured(some, asked({ table: '2d-n4', series: [] }), tables)).toBe(false);
    const others = { ...tables, '2d-n5': { ...tables['2d-n5'], sha256: 'of another build' } } as unknown as Tables;
    expect(hasMeasured(some, asked({ series: [] }), others)).toBe(false);
  });

  test('a run that was asked for the defaults of its version still has them when there are more', () => {
    const { measured, names } = file({});
    const byDefault = measured.byDefault.filter((name) => name !== 'deflate');
    const before = { measured: { ...measured, byDefault }, names: names.filter((name) => name !== 'deflate') };
    expect(hasMeasured(before, spec, tables)).toBe(true);
    expect(hasMeasured(before, asked({ series: ['deflate'] }), tables)).toBe(false);
    expect(hasMeasured({ ...before, names: ['bdm', 'deflate'] }, spec, tables)).toBe(false);
    // Other options make other series, which were not measured.
    expect(hasMeasured(before, asked({ aggregate: 'pooled' }), tables)).toBe(false);
  });
});

describe('a question named in advance', () => {
  const ask = (hypothesis: object, measures: object = {}) =>
    parseSpec({ ...least, measures, analysis: { hypothesis } }, 's').analysis.hypothesis;
  const question = { measure: 'lempelZiv', rival: 'bdm', direction: 'more' };

  test('is of series that the study measures, their options in any order', () => {
    expect(ask(question)).toEqual(question);
    const pooled = { ...question, measure: 'bdm_pooled_2dn4' };
    expect(ask(pooled, { series: ['bdm_2dn4_pooled'] })?.measure).toBe('bdm_2dn4_pooled');
  });

  test('may call a series by each of its names', () => {
    const canonical = { ...question, measure: 'canonicalBdm', rival: 'storedBdm' };
    expect(ask(canonical, { order: 'canonical', series: ['storedBdm'] })).toEqual(canonical);
    expect(ask({ ...question, measure: 'bdm_ignore', rival: 'blockEntropy' })?.measure).toBe('bdm_ignore');
    expect(() => ask({ ...question, measure: 'canonicalBdm' }, { order: 'canonical' })).toThrow(
      's: analysis.hypothesis.rival: expected another series than the measure',
    );
  });

  test('of others is refused in one line, and so is one of a series with itself', () => {
    expect(() => ask({ ...question, rival: 'brotli' })).toThrow(
      's: analysis.hypothesis.rival: the study measures no "brotli", only bdm, blockEntropy, ',
    );
    expect(() => ask(question, { series: ['deflate'] })).toThrow(
      's: analysis.hypothesis.measure: the study measures no "lempelZiv", only bdm, blockEntropy, deflate',
    );
    expect(() => ask({ ...question, rival: 'lempelZiv' })).toThrow(
      's: analysis.hypothesis.rival: expected another series than the measure',
    );
    expect(() => ask({ ...question, direction: 'closer' })).toThrow(/^s: analysis\.hypothesis\.direction: /);
  });
});

test('a loss at which values are compared is above 0', () => {
  expect(parseSpec({ ...least, analysis: { atLoss: 0.5 } }, 's').analysis.atLoss).toBe(0.5);
  expect(() => parseSpec({ ...least, analysis: { atLoss: 0 } }, 's')).toThrow(/^s: analysis\.atLoss: /);
});
