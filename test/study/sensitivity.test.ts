import { expect, test } from 'vitest';
import { OPEN_FIELDS, sensitivityStudy } from '../../src/study/sensitivity.ts';
import type { StudySpec } from '../../src/study/spec.ts';
import { parseStudy } from '../../src/study/study.ts';

const PERCEPTRON = { study: 's', data: { set: 'mnist' }, network: { hidden: [32, 16] } };

/** Every field of a spec by its path. */
function leaves(spec: StudySpec): Map<string, string> {
  const paths = new Map<string, string>();
  for (const [section, fields] of Object.entries(spec)) {
    if (typeof fields !== 'object') continue;
    for (const [field, value] of Object.entries(fields)) paths.set(`${section}.${field}`, JSON.stringify(value));
  }
  return paths;
}

test('every variant differs from its configuration in the one field that it names', () => {
  const matrix = { width: [8, 16].map((width) => ({ name: `${width}`, network: { hidden: [width] } })) };
  const base = parseStudy({ ...PERCEPTRON, matrix }, 's');
  const { study, variants } = sensitivityStudy(base);
  expect(study.configurations).toHaveLength(variants.length);
  variants.forEach(({ of, choice }, i) => {
    const own = base.configurations.find(({ name }) => name === of)?.spec as StudySpec;
    const before = leaves(own);
    const changed = [...leaves(study.configurations[i].spec)].filter(([path, value]) => before.get(path) !== value);
    expect(changed).toEqual(choice === null ? [] : [[choice.field, JSON.stringify(choice.value)]]);
  });
});

test('each configuration comes first as it is, and its names are different', () => {
  const { study, variants } = sensitivityStudy(parseStudy(PERCEPTRON, 's'));
  expect(variants[0]).toEqual({ of: null, choice: null });
  expect(variants.filter(({ choice }) => choice === null)).toHaveLength(1);
  const names = study.configurations.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('only the fields asked for are changed', () => {
  const { variants } = sensitivityStudy(parseStudy(PERCEPTRON, 's'), ['training.learningRate', 'training.patience']);
  expect(variants.map(({ choice }) => choice && [choice.field, choice.value])).toEqual([
    null,
    ['training.learningRate', 0.0003],
    ['training.learningRate', 0.003],
    ['training.patience', 20],
    ['training.patience', 80],
  ]);
});

test('an order of pictures is no choice where there are none; a random one is named as a spec says it', () => {
  const ordersOf = (data: object) =>
    sensitivityStudy(parseStudy({ ...PERCEPTRON, data }, 's'), ['data.order']).study.configurations.map(
      ({ name }) => name?.split(', ')[1],
    );
  expect(ordersOf({ set: 'mnist' })).toEqual(['as it is', 'data.order columns', 'data.order {"random":1}']);
  expect(ordersOf({ set: 'sincos' })).toEqual(['as it is', 'data.order {"random":1}']);
  expect(ordersOf({ set: 'mnist', order: { random: 1 } })).toEqual([
    'as it is',
    'data.order rows',
    'data.order columns',
  ]);
});

test('a chain of layers has no choices of perceptrons, and what does not fit is left out', () => {
  const network = { layers: [{ layer: 'flatten' }, { layer: 'dense', outputs: 10 }] };
  const training = { optimizer: 'bop', patience: null };
  const { variants } = sensitivityStudy(parseStudy({ ...PERCEPTRON, network, training }, 's'));
  const fields = new Set(variants.map(({ choice }) => choice?.field));
  for (const field of ['network.outputWeights', 'network.bias', 'training.patience', 'network.weightSte']) {
    expect(fields).not.toContain(field);
  }
  expect(fields).toContain('training.learningRate');
  expect(OPEN_FIELDS).toContain('network.weightSte');
});
