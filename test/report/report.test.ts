import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadTable } from '../../src/ctm/index.ts';
import { MEASURES } from '../../src/measures/index.ts';
import type { LayerDescription } from '../../src/nn/layers/table.ts';
import { renderReport } from '../../src/report/index.ts';
import { choicesOf } from '../../src/report/sections/choices.ts';
import type { Estimate } from '../../src/study/analysis/analysis.ts';
import { packBits } from '../../src/study/run/pack.ts';
import type { StudySpec } from '../../src/study/spec.ts';
import { parseStudy } from '../../src/study/study.ts';
import { makeInput, makeRun, spec, table, withSeries } from './fixture.ts';
import { checkWellFormed, occurrences, visibleText } from './markup.ts';

const runs = [makeRun(0, 6), makeRun(1, 8), makeRun(2, 9)];

const larger = await loadTable('2d-n5');

describe('the report', () => {
  const page = renderReport(makeInput(runs));
  const words = visibleText(page);

  it('is well-formed and small', () => {
    expect(() => checkWellFormed(page)).not.toThrow();
    expect(page.length).toBeLessThan(200_000);
  });

  it('loads nothing: no script, and addresses only to follow', () => {
    expect(page).not.toMatch(/<(script|img|iframe|object|embed|image|use)\b/i);
    expect(page).not.toMatch(/@import|url\(|\ssrc=|xlink:href/i);
    for (const [tag] of page.matchAll(/<[^>]*https?:[^>]*>/g)) {
      expect(tag).toMatch(/^<a href="https:|^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    }
    expect(page.match(/<link[^>]*>/g)).toEqual(['<link rel="icon" href="data:,"/>']);
  });

  it('never writes NaN or Infinity, and undefined only with how many runs that is', () => {
    expect(page).not.toMatch(/NaN|Infinity|\[object/);
    expect(words.replaceAll('counted as undefined', '')).not.toMatch(/undefined(?! \(\d+ of \d+ runs?\)| in )/);
  });

  it('says how it was computed', () => {
    for (const expected of [
      'npx kolmoscope run small --runs 3',
      'abc123',
      'kolmoscope 0.1.0',
      '1 min 1 s',
      '3 asked for, 3 finished, 3 kept.',
      '21 of 300 blocks measured (7.0 %)',
      '37.26 bits',
      'arXiv 2505.20646',
    ]) {
      expect(words).toContain(expected);
    }
  });

  it('names every field of the spec that has an effect', () => {
    const { $schema, study, description, ...sections } = spec;
    for (const [section, value] of Object.entries(sections)) {
      const paths = typeof value === 'object' ? Object.keys(value).map((key) => `${section}.${key}`) : [section];
      for (const path of paths) {
        // Its weights are all binary.
        const hasEffect = !path.startsWith('measures.float');
        expect(page.includes(`<code>${path}</code>`)).toBe(hasEffect);
      }
    }
  });

  it('of an auto-encoder gives its test loss, in no unit, and no accuracy', () => {
    const data = { ...spec.data, targets: 'inputs' } as const;
    const training = { ...spec.training, loss: 'meanSquaredError' } as const;
    const coded = runs.map((run) => ({ ...run, test: { loss: 0.25 + 0.01 * run.run, accuracy: null } }));
    const page = visibleText(renderReport(makeInput(coded, { data, training })));
    expect(page).toMatch(/Test loss, mean ± SD\s*0\.2600\s±\s0\.0100/);
    expect(page).toContain('MNIST 10×10, auto-encoded');
    expect(page).not.toMatch(/accuracy|nats|no runs/);
  });

  it('shows the published row only beside its own setting', () => {
    expect(words).toContain('0.92–0.94');
    const others: Partial<StudySpec>[] = [
      { network: { ...spec.network, hidden: [8, 4] } },
      { data: { ...spec.data, set: 'fashion-mnist', size: 10, antialias: false } },
      { data: { ...spec.data, targets: 'inputs' } },
      { data: { ...spec.data, labels: 'permuted' } },
      { data: { ...spec.data, inputs: 'random' } },
      { data: { ...spec.data, order: 'columns' } },
    ];
    for (const other of others) {
      expect(visibleText(renderReport(makeInput(runs, other)))).not.toContain('0.92–0.94');
    }
  });

  it('names the data set with its source and licence, and a control where one is', () => {
    expect(words).toContain('MNIST 10×10, network');
    const data = { ...spec.data, set: 'fashion-mnist', size: 10, antialias: false, labels: 'permuted' } as const;
    const control = visibleText(renderReport(makeInput(runs, { data })));
    expect(control).toContain('Fashion-MNIST 10×10 with permuted labels, network');
    expect(control).toContain('Fashion-MNIST (Xiao, Rasul and Vollgraf, arXiv 1708.07747 (2017); MIT)');
    expect(control).toContain('control: permuted at random within either set');
    const { validation, subset, targets, grid, order, labels, inputs } = spec.data;
    const waves = { set: 'sincos', noise: 0.5, validation, subset, targets, grid, order, labels, inputs } as const;
    const generated = visibleText(renderReport(makeInput(runs, { data: waves })));
    expect(generated).toContain('sincos, network');
    expect(generated).toContain('normal, standard deviation 0.5, on waves of amplitude 1');
  });

  it('says how many labels are noise', () => {
    const noisy = visibleText(renderReport(makeInput(runs, { data: { ...spec.data, labels: { noise: 0.25 } } })));
    expect(noisy).toContain('MNIST 10×10 with a share of 0.25 of its labels permuted, network');
    expect(noisy).toContain('control: those of a share of 0.25 of the examples permuted at random within either set');
    expect(noisy).not.toContain('0.92–0.94');
  });

  it('says the order of the inputs', () => {
    const shown = (order: StudySpec['data']['order']) =>
      visibleText(renderReport(makeInput(runs, { data: { ...spec.data, order } })));
    expect(words).toContain('as they come (pictures row by row)');
    expect(shown('columns')).toContain('pictures column by column');
    expect(shown('snake')).toContain('MNIST 10×10 in snake, network');
    const random = shown({ random: 7 });
    expect(random).toContain('MNIST 10×10 in random order 7, network');
    expect(random).toMatch(/Order of the inputs\s*one random order, number 7\s*data\.order/);
  });

  it('says a chain of layers in words', () => {
    const layers = [
      { layer: 'convolution', channels: 16, kernel: 5, stride: 1, padding: 2, weights: 'float' },
      { layer: 'maxPooling', size: 2 },
      { layer: 'sign' },
      { layer: 'flatten' },
      { layer: 'dense', outputs: 10, weights: '4bit', bias: true },
    ] as const;
    const { bias, weightSte, activationSte, clipLatent } = spec.network;
    const network = { layers: [...layers], bias, weightSte, activationSte, clipLatent };
    const text = visibleText(renderReport(makeInput(runs, { network })));
    expect(text).toContain(
      'convolution to 16 channels, kernel 5×5, padding 2, float weights; max-pooling 2×2; sign; flatten; ' +
        'dense to 10 values, 4-bit weights, with bias',
    );
    expect(text).toContain('over 3 runs (MNIST 10×10, 1 convolution, 1 dense layer), each run');
    expect(text).not.toContain('hidden layers');
  });

  it('has words for every field of the shipped studies', () => {
    const folder = new URL('../../studies/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    for (const file of files) {
      const { configurations } = parseStudy(JSON.parse(readFileSync(new URL(file, folder), 'utf8')), file);
      for (const { spec } of configurations) {
        const unnamed = choicesOf(spec).filter(([label, , path]) => label === path);
        expect(unnamed, file).toEqual([]);
      }
    }
  });

  it('leaves out choices that have nothing to act on', () => {
    const places = (changes: Partial<StudySpec>) =>
      [...renderReport(makeInput(runs, changes)).matchAll(/<td><code>([^<]*)<\/code><\/td>/g)].map(
        ([, place]) => place,
      );
    const { bias, weightSte, activationSte, clipLatent } = spec.network;
    const chain = (layers: LayerDescription[]) =>
      places({ network: { layers, bias, weightSte, activationSte, clipLatent } as StudySpec['network'] });
    const float = chain([{ layer: 'flatten' }, { layer: 'dense', outputs: 10, weights: 'float' }]);
    expect(float).not.toContain('network.weightSte');
    expect(float).not.toContain('network.clipLatent');
    expect(float).not.toContain('network.activationSte');
    const ternary = chain([{ layer: 'sign' }, { layer: 'dense', outputs: 10, weights: 'ternary' }]);
    expect(ternary).not.toContain('network.weightSte');
    expect(ternary).toContain('network.clipLatent');
    expect(ternary).toContain('network.activationSte');
    expect(places({})).toContain('network.weightSte');
    expect(float).toContain('measures.floatBits');
    expect(ternary).not.toContain('measures.floatBits');
    const noRivals = { measures: { ...spec.measures, series: [] } };
    expect(places({})).toContain('measures.sampleEvery');
    expect(places(noRivals)).not.toContain('measures.sampleEvery');
    const raw = { analysis: { ...spec.analysis, trajectories: 'raw' as const } };
    expect(places({})).toContain('analysis.smoothing');
    expect(places(raw)).not.toContain('analysis.smoothing');
    expect(visibleText(renderReport(makeInput(runs, raw)))).toContain(
      'normalised to [0, 1] without logarithm or smoothing',
    );
  });

  it('shows what a referee asks: the coefficients of the analysis, measure by measure', () => {
    const [, section] = page.split('<section id="referee">');
    const rows = [...section.split('</table>')[0].matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
      [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) => visibleText(cell.replaceAll('<br/>', ' '))),
    );
    const [, bdm, entropy, decay] = rows;
    const { measures, comparisons, references } = makeInput(runs).summary;
    const shown = ({ mean, lo, hi }: Estimate) =>
      [mean, lo, hi].map((value) =>
        value
          ?.toFixed(2)
          .replace(/^-(?!0\.00)/, '−')
          .replace('-', ''),
      );
    const numbers = (cell: string) => [...cell.matchAll(/−?\d\.\d\d/g)].map(([number]) => number);
    expect(rows.map(([name]) => name)).toEqual(['With the loss', 'BDM', 'Block entropy', 'exp(−epoch)']);
    const both = ({ pearson, spearman }: { readonly pearson: Estimate; readonly spearman: Estimate }) => [
      ...shown(pearson),
      ...(spearman.mean === null ? [] : shown(spearman)),
    ];
    expect(numbers(entropy[1])).toEqual(both(measures.blockEntropy));
    expect(numbers(entropy[2])).toEqual(both(measures.blockEntropy.partial));
    expect(numbers(entropy[3])).toEqual(both(measures.blockEntropy.differences));
    expect(numbers(entropy[7])).toEqual(both(comparisons.blockEntropy));
    expect(Number(entropy[6])).toBeCloseTo(measures.blockEntropy.ownRun.p ?? Number.NaN, 3);
    // Of three runs no own part can be found: the least p is 1 / 3!.
    expect(entropy[5]).toBe('–');
    expect(bdm.slice(7)).toEqual(['–', '–']);
    expect(decay.slice(4, 7)).toEqual(['none', '–', '1.000']);
    expect(numbers(decay[7])).toEqual(both(references.decay.comparison));
  });

  it('names every complexity table that a series takes, and whose blocks are not in it', () => {
    const series = ['bdm_correlated', 'bdm_2dn4'];
    const counts = { bdm: [100, 0], bdm_correlated: [400, 0], bdm_2dn4: [100, 7] };
    const blocks = Object.fromEntries(
      Object.entries(counts).map(([name, [measured, missing]]) => [name, { measured, missing }]),
    );
    const tables = { '2d-n5': larger, '2d-n4': table };
    const measured = runs.map((run) => ({ ...withSeries(run, ...series), blocks }));
    const input = makeInput(measured, { measures: { ...spec.measures, series } }, tables);
    const { summary } = input;
    const [facts] = visibleText(renderReport(input)).split('How this was computed')[1].split('Every choice');
    expect(summary.blocks).toEqual({ measured: 300, missing: 0 });
    expect(summary.blocksBySeries.bdm_2dn4).toEqual({ measured: 300, missing: 21 });
    const hashes = Object.entries(tables).map(([name, { sha256 }]) => [name, sha256]);
    expect(Object.entries(summary.tables).map(([name, { sha256 }]) => [name, sha256])).toEqual(hashes);
    for (const [, sha256] of hashes) expect(facts).toContain(sha256);
    expect(facts).toMatch(
      /5 states.*Used for BDM, BDM \(correlated\)\..*None: the table holds every block\..*4 states/,
    );
    expect(facts).toMatch(/4 states.*Used for BDM \(2d-n4\)\..*21 of 300 blocks measured for BDM \(2d-n4\) \(7\.0.%\)/);
    expect(facts).not.toMatch(/measured for BDM \(correlated\)|1.200/);
  });

  it('says where a matrix is too large to be drawn whole', () => {
    expect(words).not.toContain('only the upper left part is drawn');
    const large = packBits(new Float32Array(65 * 20).fill(1), 65, 20);
    const cropped = runs.map((run) => ({ ...run, weights: [{ start: large, best: large }, run.weights[1]] }));
    const text = visibleText(renderReport(makeInput(cropped)));
    expect(text).toContain('Of a matrix of more than 64 rows or 160 columns only the upper left part is drawn');
  });

  it('gives every picture words', () => {
    const pictures = occurrences(page, /<svg /g);
    expect(pictures).toBeGreaterThan(8);
    expect(occurrences(page, /<svg [^>]*role="img" aria-label="[^"]{20,}"/g)).toBe(pictures);
  });

  it('does not depend on the order of the runs', () => {
    expect(renderReport(makeInput([...runs].reverse()))).toBe(page);
  });
});

describe('measures that the runs have', () => {
  /** As if runs had these series too. */
  function withSeries(...names: string[]) {
    const own = runs.map((run) => {
      const { series } = run.epochs;
      const more = Object.fromEntries(names.map((name) => [name, series.blockEntropy]));
      return { ...run, epochs: { ...run.epochs, series: { ...series, ...more } } };
    });
    const input = makeInput(runs);
    const { measures, comparisons } = input.summary;
    const more = <T>(of: Readonly<Record<string, T>>) => ({
      ...of,
      ...Object.fromEntries(names.map((name) => [name, of.blockEntropy])),
    });
    return renderReport({
      ...input,
      runs: own,
      summary: { ...input.summary, measures: more(measures), comparisons: more(comparisons) },
    });
  }

  it('are in each table by the words and in the colour of their row, whatever options they have', () => {
    const page = withSeries('neighbours', 'blockEntropy_2x2');
    const words = visibleText(page.slice(page.indexOf('<section id="results">')));
    for (const label of ['Unequal neighbours', 'Block entropy (2×2)']) {
      const said = words.split(label).length - 1;
      // In the correlations, also of two layers; before normalisation; and among a referee's questions.
      expect(said).toBe(1 + 2 + 1 + 1);
    }
    expect(words).toContain('Unequal neighbours, all layers, averaged');
    expect(words).toContain('Block entropy (2×2) [bits per block, summed]');
    const { light, dark } = MEASURES.neighbours.colours;
    expect(page).toContain('color:var(--of-neighbours)');
    for (const colour of [light, dark]) expect(page).toContain(`--of-neighbours:${colour}`);
  });

  it('go by their name where this version does not know them', () => {
    const page = withSeries('new <measure> "of" theirs;}');
    expect(() => checkWellFormed(page)).not.toThrow();
    expect(visibleText(page)).toContain('New <measure> "of" theirs;} [its own unit]');
    expect(page).not.toMatch(/NaN|Infinity|<measure>/);
  });
});

describe('unusual studies', () => {
  it('escapes what comes from a spec and the command line', () => {
    const hostile = '<img src=x onerror="alert(1)">&\'';
    const input = makeInput(runs, { study: hostile, description: `${hostile}</main>` });
    const summary = { ...input.summary, specHash: hostile, kolmoscope: hostile };
    const page = renderReport({ ...input, command: hostile, summary });
    expect(page).not.toContain('<img');
    expect(() => checkWellFormed(page)).not.toThrow();
    expect(visibleText(page)).toContain(hostile);
  });

  it('shows coefficients that no run defines', () => {
    const constant = [makeRun(0, 6, { constantEntropy: true }), makeRun(1, 7, { constantEntropy: true })];
    const page = renderReport(makeInput(constant));
    const words = visibleText(page);
    expect(words).toContain('BDM and block entropy cannot be compared in these 2 runs');
    expect(words).toContain('undefined (2 of 2 runs)');
    expect(page).not.toMatch(/NaN|Infinity/);
    expect(() => checkWellFormed(page)).not.toThrow();
  });

  it('counts the runs that do not define a coefficient', () => {
    const words = visibleText(renderReport(makeInput([...runs, makeRun(3, 6, { constantEntropy: true })])));
    expect(words).toContain('undefined (1 of 4 runs)');
    expect(words).toContain('In 1 of 4 runs the difference is undefined');
    const constant = [0, 1].map((run) => makeRun(run, 7, { constantEntropy: true }));
    expect(visibleText(renderReport(makeInput([...constant, makeRun(2, 9)])))).toMatch(
      /Block entropy, all layers, summed\d\.\d\d \(one run\)undefined \(2 of 3 runs\)/,
    );
  });

  it('renders without a run', () => {
    const page = renderReport(makeInput([]));
    expect(() => checkWellFormed(page)).not.toThrow();
    expect(visibleText(page)).toContain('There is no run to answer from. No run has finished.');
    expect(visibleText(page)).toContain('3 runs did not finish.');
    expect(page).not.toMatch(/NaN|Infinity/);
  });

  it('renders where no run is long enough, and says which and why', () => {
    const words = visibleText(renderReport(makeInput([makeRun(0, 2), makeRun(1, 4)])));
    expect(words).toContain('None of the 2 finished runs');
    expect(words).toContain('because the weights kept came before epoch 5: run 0 (epoch 2), 1 (epoch 4).');
  });

  it('renders with one run, which has no interval and no test, and says so', () => {
    const page = renderReport(makeInput([makeRun(4, 6)]));
    expect(() => checkWellFormed(page)).not.toThrow();
    const words = visibleText(page);
    expect(words).toContain('This one run cannot tell');
    expect(words).toContain('One run has no interval and no test');
    expect(words).not.toMatch(/sign-flip|bootstrap intervals|resamples whole runs|Run by run|means over/);
    expect(page).not.toMatch(/NaN|Infinity|null/);
  });
});
