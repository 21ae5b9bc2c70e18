import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSpec, runIdentity, SpecError, type StudySpec } from '../../src/study/spec.ts';

const least = { study: 'small', data: { set: 'mnist' }, network: { hidden: [8] } };

test('the quickstart says every choice, and says the defaults', () => {
  const quickstart = JSON.parse(readFileSync(new URL('../../studies/quickstart.json', import.meta.url), 'utf8'));
  const parsed = parseSpec(quickstart, 'quickstart');
  expect(parsed).toEqual(quickstart);
  const { study, description, runs, data, network } = quickstart;
  const short = { study, description, runs, data: { set: data.set }, network: { hidden: network.hidden } };
  expect(parseSpec(short, 'short')).toEqual(parsed);
});

describe('a wrong field is named with what was expected:', () => {
  const cases: [string, object, RegExp][] = [
    ['unknown field', { ...least, training: { learningrate: 1 } }, /^s: training\.learningrate: no such field$/],
    ['wrong type', { ...least, runs: 'ten' }, /^s: runs: .*expected (int|number)/],
    [
      'wrong name',
      { ...least, network: { hidden: [8], weightSte: 'magic' } },
      /^s: network\.weightSte: .*"identity"\|"clipped"/,
    ],
    ['inside a list', { ...least, network: { hidden: [8, 0] } }, /^s: network\.hidden\.1: .*>=1/],
    ['missing section', { study: 'small', data: { set: 'mnist' } }, /^s: network: .*expected object/],
    ['bad study name', { ...least, study: '../up' }, /^s: study: expected lower-case/],
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

describe('the identity of a run', () => {
  const spec = parseSpec(least, 's');
  const identity = (change: object) => runIdentity({ ...spec, ...change } as StudySpec, 'sha');

  test('does not depend on how many runs are asked for or how they are analysed', () => {
    expect(identity({ runs: 200, description: 'x', analysis: { ...spec.analysis, smoothing: 2 } })).toBe(identity({}));
  });

  test('depends on seed, data, network, training, measures and the table', () => {
    const changes = [
      { seed: 2 },
      { data: { ...spec.data, antialias: true } },
      { network: { ...spec.network, hidden: [9] } },
      { training: { ...spec.training, patience: null } },
      { measures: { ...spec.measures, aggregate: 'pooled' } },
    ];
    expect(new Set([{}, ...changes].map(identity)).size).toBe(changes.length + 1);
    expect(runIdentity(spec, 'other')).not.toBe(identity({}));
  });
});
