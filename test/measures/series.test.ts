import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DEFAULT_OPTIONS,
  factsOf,
  inTableOrder,
  isCompared,
  MEASURE_NAMES,
  MEASURES,
  makeSeries,
  OPTION_VALUES,
  type OptionName,
  parseSeries,
  type SeriesOptions,
  seriesNamed,
  whyNoSeries,
} from '../../src/measures/index.ts';

const names = Object.keys(OPTION_VALUES) as OptionName[];
const options = fc.record(
  Object.fromEntries(names.map((name) => [name, fc.constantFrom<unknown>(...OPTION_VALUES[name])])),
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<SeriesOptions>>;
const measure = fc.constantFrom(...MEASURE_NAMES);

test('a series’ name says all of it: read again it is the same series', () => {
  fc.assert(
    fc.property(measure, options, (measure, options) => {
      const { name, options: all } = makeSeries(measure, options);
      const again = seriesNamed(name);
      expect([again.name, again.measure]).toEqual([name, measure]);
      for (const own of MEASURES[measure].options as readonly OptionName[])
        expect(again.options[own]).toEqual(all[own]);
      expect(name).toMatch(/^[a-zA-Z]+(_[a-z0-9]+)*$/);
    }),
  );
});

test('two series have one name where the options that their measure uses are the same, and only there', () => {
  fc.assert(
    fc.property(measure, options, options, (measure, first, second) => {
      const own = MEASURES[measure].options as readonly OptionName[];
      // What has nothing to act on does not count.
      const isCompared = (given: Partial<SeriesOptions>) => own.includes('null') && (given.null ?? 'none') !== 'none';
      const counts = (name: OptionName, given: Partial<SeriesOptions>) =>
        name === 'as'
          ? isCompared(given)
          : name !== 'draws' || isCompared(given) || (own.includes('order') && given.order === 'random');
      const used = (given: Partial<SeriesOptions>) =>
        own.map((name) => (counts(name, given) && given[name]) || DEFAULT_OPTIONS[name]);
      const isSame = JSON.stringify(used(first)) === JSON.stringify(used(second));
      expect(makeSeries(measure, first).name === makeSeries(measure, second).name).toBe(isSame);
    }),
  );
});

test('an order of rows and columns stands in front', () => {
  expect(makeSeries('bdm', { order: 'canonical', boundary: 'correlated' }).name).toBe('canonicalBdm_correlated');
  expect(makeSeries('lempelZiv', { order: 'random', draws: 16 }).name).toBe('randomLempelZiv_16draws');
  expect(seriesNamed('canonicalPlaceboBdm_any_seed3').options).toMatchObject({
    order: 'canonical',
    placebo: 'any',
    seed: 3,
  });
  expect(seriesNamed('storedBdm', { order: 'canonical' })).toEqual(seriesNamed('bdm'));
  expect(factsOf('canonicalBdm')).toMatchObject({ label: 'BDM in canonical order', short: 'canonical BDM' });
});

test('what is no series is none', () => {
  for (const name of [
    '',
    'bmd',
    'bdm_',
    'bdm_5x5',
    'bdm_correlated_periodic',
    'lempelZiv_2x2',
    'canonical',
    'canonicalbdm',
    'canonicalBitEntropy',
    'canonicalBdm_16draws',
    'effectiveRank_pooled',
    'bdm_canonical',
    'randomCanonicalBdm',
    'toString',
    '__proto__',
  ]) {
    expect(parseSeries(name), name).toBeNull();
    expect(() => seriesNamed(name)).toThrow(`no series is called ${name}`);
  }
});

test('options that have nothing to act on are refused by what they need', () => {
  const refusals = {
    bdm_16draws: '`draws` needs a random order or a null model',
    canonicalBdm_16draws: '`draws` needs a random order or a null model',
    effectiveRank_16draws: '`draws` needs a null model',
    randomBdm_ratio: '`as` needs a null model',
    bdm_ratio_4draws: '`as` needs a null model',
  };
  for (const [name, why] of Object.entries(refusals)) {
    expect(whyNoSeries(name)).toBe(`no series is called ${name}: ${why}`);
  }
  for (const name of ['randomBdm_16draws', 'bdm_density_16draws', 'bdm_density_ratio']) {
    expect(parseSeries(name), name).not.toBeNull();
  }
});

test('what is no option of a measure has no influence on its series', () => {
  fc.assert(
    fc.property(measure, options, (measure, options) => {
      const own: readonly string[] = MEASURES[measure].options;
      const others = Object.fromEntries(Object.entries(options).filter(([name]) => !own.includes(name)));
      expect(makeSeries(measure, others)).toEqual(makeSeries(measure));
    }),
  );
  expect(isCompared(makeSeries('bitEntropy', { null: 'density' }).options)).toBe(false);
});

test('facts say the options; a series that is not known goes by its name', () => {
  expect(factsOf('blockEntropy_2x2')).toMatchObject({ label: 'block entropy (2×2)', unit: 'bits per block' });
  expect(factsOf('tomorrow')).toMatchObject({ label: 'tomorrow', short: 'tomorrow' });
});

test('the order is that of the table', () => {
  const given = ['tomorrow', 'deflate', 'bdm_pooled', 'neighbours', 'blockEntropy', 'bdm'];
  expect(inTableOrder(given)).toEqual(['bdm_pooled', 'bdm', 'blockEntropy', 'deflate', 'neighbours', 'tomorrow']);
});
