import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSpec, SpecError } from '../../src/study/spec.ts';
import { parseStudy, withRunsAndSeed } from '../../src/study/study.ts';

const BASE = { study: 's', data: { set: 'mnist' }, network: { hidden: [8] } };
const parse = (matrix: unknown, base: object = BASE) => parseStudy({ ...base, matrix }, 'x.json');

test('without a matrix a study is its spec', () => {
  const study = parseStudy(BASE, 'x.json');
  expect(study).toMatchObject({ study: 's', runs: 20, seed: 1, hasMatrix: false });
  expect(study.configurations).toEqual([{ name: null, spec: parseSpec(BASE, 'x.json') }]);
});

describe('a matrix', () => {
  test('makes one configuration of each way to take a change from every axis, the last axis fastest', () => {
    const { configurations, hasMatrix } = parse({
      width: [
        { name: '8', network: { hidden: [8] } },
        { name: '16', network: { hidden: [16] } },
      ],
      rate: [
        { name: 'slow', training: { learningRate: 0.0001 } },
        { name: 'fast', training: { learningRate: 0.01 } },
      ],
    });
    expect(hasMatrix).toBe(true);
    expect(configurations.map(({ name }) => name)).toEqual(['8, slow', '8, fast', '16, slow', '16, fast']);
    expect(configurations[2].spec).toEqual(
      parseSpec({ ...BASE, network: { hidden: [16] }, training: { learningRate: 0.0001 } }, 'x'),
    );
  });

  test('has as many configurations as the product of its axes', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(sizes, (lengths) => {
        const axes = lengths.map((length, axis) => [
          `axis ${axis}`,
          Array.from({ length }, (_, i) => ({ name: `${axis}:${i}` })),
        ]);
        const { configurations } = parse(Object.fromEntries(axes));
        expect(new Set(configurations.map(({ name }) => name)).size).toBe(lengths.reduce((a, b) => a * b, 1));
      }),
    );
  });

  test('replaces single fields; layers take the place of hidden', () => {
    const layers = [{ layer: 'flatten' }, { layer: 'dense', outputs: 10 }];
    const { configurations } = parse(
      { n: [{ name: 'chain', network: { layers } }] },
      { ...BASE, training: { momentum: 0.5, optimizer: 'sgd' } },
    );
    expect(configurations[0].spec.network).not.toHaveProperty('hidden');
    expect(configurations[0].spec.training).toMatchObject({ momentum: 0.5 });
  });

  test('may say all of a section that the spec leaves out', () => {
    const { configurations } = parse(
      { d: [{ name: 'm', data: { set: 'mnist' }, network: { hidden: [4] } }] },
      { study: 's' },
    );
    expect(configurations[0].spec.data.set).toBe('mnist');
  });

  test.each([
    ['no axis', {}, 'x.json: matrix: expected at least one axis'],
    ['an empty axis', { a: [] }, 'x.json: matrix.a: expected at least one change'],
    ['a change without a name', { a: [{ data: {} }] }, /^x\.json: matrix\.a\.0\.name: /],
    ['two changes of one name', { a: [{ name: 'b' }, { name: 'b' }] }, 'x.json: matrix.a: two changes have one name'],
    ['a name that is a path', { a: [{ name: '../b' }] }, /^x\.json: matrix\.a\.0\.name: expected 1 to 60/],
    ['an unknown section', { a: [{ name: 'b', nets: {} }] }, /^x\.json: matrix\.a\.0: /],
    ['a section that is no object', { a: [{ name: 'b', network: 8 }] }, /^x\.json: matrix\.a\.0\.network: /],
    ['a wrong field', { a: [{ name: 'b', network: { hiden: [8] } }] }, 'x.json: b: network.hiden: no such field'],
    [
      'too many configurations',
      Object.fromEntries(
        ['a', 'b', 'c', 'd'].map((axis) => [axis, Array.from({ length: 6 }, (_, i) => ({ name: `${i}` }))]),
      ),
      'x.json: matrix: makes more than 1000 configurations',
    ],
    [
      'a hundred thousand axes',
      Object.fromEntries(Array.from({ length: 100_000 }, (_, axis) => [`a${axis}`, [{ name: 'b' }]])),
      'x.json: matrix: more than 32 axes',
    ],
    ['a list', [], /^x\.json: matrix: /],
  ])('with %s is refused in one line', (_, matrix, message) => {
    expect(() => parse(matrix)).toThrow(message);
    expect(() => parse(matrix)).not.toThrow('\n');
  });
});

test('runs and seed of all configurations can be overruled', () => {
  const study = withRunsAndSeed(parse({ a: [{ name: 'b' }, { name: 'c' }] }), { runs: 3, seed: 9 });
  expect(study).toMatchObject({ runs: 3, seed: 9 });
  expect(study.configurations.map(({ spec: { runs, seed } }) => [runs, seed])).toEqual([
    [3, 9],
    [3, 9],
  ]);
});

test('every shipped study is one', () => {
  const folder = new URL('../../studies/', import.meta.url);
  for (const file of readdirSync(folder)) {
    const study = parseStudy(JSON.parse(readFileSync(new URL(file, folder), 'utf8')), file);
    expect(`${study.study}.json`).toBe(file);
  }
});

describe('names that every object has already', () => {
  const text = JSON.stringify(BASE);
  const inside = (section: string) => JSON.parse(text.replace(section, `${section}"__proto__":{"x":1},`));
  const change = (fields: string) => JSON.parse(`{${text.slice(1, -1)},"matrix":{"axis":[{"name":"a",${fields}}]}}`);
  test.each([
    ['a spec', inside('{'), '__proto__'],
    ['a section', inside('"data":{'), 'data.__proto__'],
    ['a network', inside('"network":{'), 'network.__proto__'],
    ['the axes', JSON.parse(`{${text.slice(1, -1)},"matrix":{"__proto__":[{"name":"a"}]}}`), 'matrix.__proto__'],
    ['a change', change('"__proto__":{"training":{}}'), 'matrix.axis.0.__proto__'],
    ['a section of a change', change('"training":{"__proto__":{"x":1}}'), 'matrix.axis.0.training.__proto__'],
  ])('`__proto__` in %s is refused as any unknown field', (_, spec, path) => {
    expect(() => parseStudy(spec, 'x.json')).toThrow(new SpecError(`x.json: ${path}: no such field`));
  });

  test.each(['constructor', 'toString', 'valueOf'])('%s is an unknown field as others are', (name) => {
    expect(() => parseStudy({ ...BASE, [name]: 1 }, 'x.json')).toThrow(new SpecError(`x.json: ${name}: no such field`));
  });

  test('axes and configurations may have them', () => {
    const { configurations } = parse({
      constructor: [{ name: '__proto__' }, { name: 'toString' }],
      valueOf: [{ name: 'b' }],
    });
    expect(configurations.map(({ name }) => name)).toEqual(['__proto__, b', 'toString, b']);
  });

  test('a spec nested without end is looked through all the same', () => {
    const deep = '['.repeat(1e5) + ']'.repeat(1e5);
    const spec = JSON.parse(`{${text.slice(1, -1)},"description":${deep}}`);
    expect(() => parseStudy(spec, 'x.json')).toThrow(/x\.json: description: /);
  });
});

test('the name of a configuration is one line', () => {
  for (const sign of ['\n', '\u001b', '\u202e', '\u2028', '\u2029']) {
    expect(() => parse({ axis: [{ name: `a${sign}b` }] })).toThrow(
      /matrix\.axis\.0\.name: expected 1 to 60 characters/,
    );
  }
});

test('a study has one question', () => {
  const ask = (direction: string) => ({ analysis: { hypothesis: { measure: 'bdm', rival: 'deflate', direction } } });
  const same = parse({
    axis: [
      { name: 'a', ...ask('more') },
      { name: 'b', ...ask('more') },
    ],
  });
  expect(same.configurations[1].spec.analysis.hypothesis).toEqual({
    measure: 'bdm',
    rival: 'deflate',
    direction: 'more',
  });
  for (const other of [ask('less'), {}]) {
    expect(() =>
      parse({
        axis: [
          { name: 'a', ...ask('more') },
          { name: 'b', ...other },
        ],
      }),
    ).toThrow(/: matrix: a study has one question: analysis\.hypothesis is not the same in all configurations$/);
  }
});
