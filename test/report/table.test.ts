import { describe, expect, it } from 'vitest';
import { renderTableReport } from '../../src/report/index.ts';
import { makeEntry, makeRun, makeTableInput, spec, table } from './fixture.ts';
import { tablesOf } from './markdown.ts';
import { checkWellFormed, occurrences, visibleText } from './markup.ts';

const runs = [makeRun(0, 6), makeRun(1, 8), makeRun(2, 9)];
const permuted = { data: { ...spec.data, labels: 'permuted' as const } };
const wide = { network: { ...spec.network, hidden: [128, 64] } };

const entries = [
  makeEntry('MNIST | 10×10', runs),
  makeEntry('permuted', runs.slice(0, 2), permuted, {
    lost: [{ run: 2, diverged: 'run 2 diverged: its loss is NaN' }],
  }),
  makeEntry('wide', [runs[0]], wide),
  makeEntry(
    'absent',
    [],
    {},
    { missing: 'data set har is not there (looked in /home/a (b)/har); get it with: kolmoscope data get har' },
  ),
  makeEntry('too short', [makeRun(0, 2)]),
];

function filesOf(input: Parameters<typeof renderTableReport>[0]) {
  const files = new Map(renderTableReport(input).map(({ path, text }) => [path, text]));
  return { files, page: files.get('report.html') ?? '', markdown: files.get('report.md') ?? '' };
}

describe('the report of a table', () => {
  const { files, page, markdown } = filesOf(makeTableInput(entries));
  const words = visibleText(page);

  it('is a well-formed page that loads nothing', () => {
    expect(() => checkWellFormed(page)).not.toThrow();
    expect(page).not.toMatch(/<(script|img|iframe|object|embed|image|use)\b/i);
    expect(page).not.toMatch(/@import|url\(|\ssrc=|xlink:href/i);
    expect(page).not.toMatch(/NaN(?! *\.)|Infinity|\[object/);
  });

  it('links each configuration’s page, in both forms', () => {
    for (const { page: address } of entries) {
      expect(page).toContain(`href="${address}"`);
      expect(markdown).toContain(`](${address})`);
    }
  });

  it('has the same tables in both forms', () => {
    const ofPage = [...page.matchAll(/<table.*?<\/table>/gs)].map(([table]) =>
      [...table.matchAll(/<tr>.*?<\/tr>/gs)].map(([row]) =>
        [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) =>
          plain(visibleText(cell.replaceAll('<br/>', ' '))),
        ),
      ),
    );
    const ofMarkdown = tablesOf(markdown).map((table) =>
      table.map((row) => row.map((cell) => plain(withoutMarks(cell)))),
    );
    expect(ofMarkdown).toEqual(ofPage);
    expect(ofPage.length).toBeGreaterThanOrEqual(5);
  });

  it('puts the published values beside those of their setting, and says where none are at hand', () => {
    const [head, ...rows] = tablesOf(markdown)[0];
    const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
    expect(column('BDM r, published')).toEqual(['0.92–0.94', '–', '–', '0.92–0.94', '0.92–0.94']);
    expect(column('Block entropy r, published')).toEqual(['0.74–0.79', '–', '–', '0.74–0.79', '0.74–0.79']);
    expect(column('Accuracy, published')[0]).toBe('79.5\u00a0±\u00a01.0\u00a0%');
    expect(column('BDM overlaps')).toEqual(['no, 0.06 above (midpoint +0.07)', '–', '–', '–', '–']);
    expect(words).toContain('Published values are not at hand for permuted, wide,');
    expect(markdown).toContain('| wide | +0.06 |');
  });

  it('says what is missing, lost and left out, and how to get it', () => {
    expect(words).toContain('absent: not performed. Data set har is not there; get it with: kolmoscope data get har');
    expect(words).toContain('permuted: 1 run lost: run 2 diverged: its loss is NaN');
    expect(words).toContain('too short: 1 finished run left out, because the weights kept came before epoch 5');
    expect(words).toContain('No result: absent (data set not there), too short (no run long enough to keep).');
  });

  it('says how to reproduce it: command, seed, version, hashes', () => {
    expect(words).toContain('Hash of what is trained');
    for (const text of [words, withoutMarks(markdown)]) {
      for (const expected of ['npx kolmoscope run small-table --runs 3 --seed 1', 'kolmoscope 0.1.0', table.sha256]) {
        expect(text).toContain(expected);
      }
      for (const { name } of entries) expect(text).toContain(`hash of ${name}`);
    }
  });

  it('parts the choices into those that differ and those that all share', () => {
    const tables = tablesOf(markdown);
    const differing = tables.find(([head]) => head.some((cell) => cell.includes('`network.hidden`')));
    expect(differing?.[0]).toHaveLength(3);
    expect(differing?.map((row) => row[row.length - 1]).slice(1)).toEqual([
      '32, 16',
      '32, 16',
      '128, 64',
      '32, 16',
      '32, 16',
    ]);
    const common = tables.find(([head]) => head[2] === 'Field of the spec')?.map((row) => row[2]) ?? [];
    expect(common).toContain('`training.learningRate`');
    expect(common).not.toContain('`network.hidden`');
    expect(common).not.toContain('`data.labels`');
  });

  it('has the fewer of differing fields and configurations as columns', () => {
    const other = { ...spec.training, learningRate: 0.01, batchSize: 32, patience: null };
    const two = [makeEntry('a', runs), makeEntry('b', runs, { training: other })];
    const table = tablesOf(filesOf(makeTableInput(two)).markdown).find(([[corner]]) => corner === 'Field');
    expect(table?.[0].slice(1).map(withoutMarks)).toEqual(['a', 'b']);
    expect(table?.[1]).toEqual(['Learning rate `training.learningRate`', '0.001', '0.01']);
    expect(table?.slice(1)).toHaveLength(3);
  });

  it('draws its figures in the page and beside the text', () => {
    const paths = [...markdown.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path);
    expect(paths).toEqual([
      'figures/overview.svg',
      'figures/correlations.svg',
      'figures/differences.svg',
      'figures/trajectories.svg',
      'figures/values.svg',
    ]);
    for (const path of paths) {
      expect(files.get(path)).toMatch(/^<svg xmlns/);
      expect(() => checkWellFormed(files.get(path) ?? '')).not.toThrow();
    }
    expect([...page.matchAll(/<b>Figure (\d)\.<\/b>/g)].map(([, number]) => number)).toEqual(['1', '2', '3', '4', '5']);
    expect(occurrences(page, /<figure>/g)).toBe(5);
  });
});

describe('values before normalisation', () => {
  const analysis = { ...spec.analysis, atLoss: 0.965 };
  const given = [makeEntry('one', runs, { analysis }), makeEntry('other', runs.slice(0, 2), { ...permuted, analysis })];
  const { files, markdown } = filesOf(makeTableInput(given));
  const rows = tablesOf(markdown).find(([head]) => head.includes('As kept'));

  it('stand beside each other as kept and at equal loss, with the runs that reach it', () => {
    const [head, loss, bdm] = rows ?? [];
    expect(head.slice(-2)).toEqual(['At a training loss of 0.965', 'Runs that reach it']);
    expect(loss.map(withoutMarks)).toEqual(['one', 'Training loss', ...loss.slice(2, 5), '3 of 3']);
    // The loss of run r in epoch e is 0.7 + 1 / e + 0.01 r, its BDM 7000 and a hundred times that; the last epoch is kept.
    const kept = (runs: readonly (readonly [run: number, epochs: number])[]) =>
      runs.reduce((sum, [run, epochs]) => sum + 7070 + 100 / epochs + run, 0) / runs.length;
    const inNumbers = (cell: string) => Number(/^[\d.]+/.exec(cell)?.[0]);
    expect(inNumbers(bdm[2])).toBeCloseTo(7171, 1);
    expect(inNumbers(bdm[3])).toBeCloseTo(
      kept([
        [0, 6],
        [1, 8],
        [2, 9],
      ]),
      1,
    );
    expect(inNumbers(bdm[4])).toBeCloseTo((7095 + 7096 + 7092) / 3, 1);
  });

  it('are drawn: for each series a filled dot and a ring for each configuration', () => {
    const svg = files.get('figures/values.svg') ?? '';
    for (const words of ['Training loss', 'BDM', 'Block entropy', 'at a training loss of 0.965', 'one', 'other']) {
      expect(svg).toContain(`>${words}</`);
    }
    // Two of the key; two configurations of three series, each with two.
    expect(occurrences(svg, /<circle/g)).toBe(2 + 2 * 3 * 2);
  });

  it('have no ring where no loss is given', () => {
    const { files, markdown } = filesOf(makeTableInput([makeEntry('one', runs)]));
    expect(files.get('figures/values.svg')).not.toContain('at a training loss');
    expect(occurrences(files.get('figures/values.svg') ?? '', /<circle/g)).toBe(1 + 3);
    expect(tablesOf(markdown).find(([head]) => head.includes('As kept'))?.[0]).toHaveLength(4);
  });
});

describe('a question named in advance', () => {
  const analysis = {
    ...spec.analysis,
    hypothesis: { measure: 'blockEntropy', rival: 'bdm', direction: 'less' as const },
  };
  const eight = Array.from({ length: 8 }, (_, i) => makeRun(2 * i, 6 + (i % 5)));

  it('leads the report, and has its difference and tests in the table', () => {
    const entry = makeEntry('a', eight, { analysis });
    const { page, markdown } = filesOf(makeTableInput([entry]));
    expect(visibleText(page)).toContain(
      'Block entropy follows the training loss less closely than BDM in the one configuration (predicted: less closely)',
    );
    const [head, row] = tablesOf(markdown)[0];
    const own = head.indexOf('Block entropy − BDM, named in advance');
    expect(row[own]).toMatch(/^−0\.\d\d \[−0\.\d\d, −0\.\d\d\] ρ −0\.\d\d/);
    expect(row[own + 2]).toBe('0.008');
    expect(row.at(-1)).toBe('BDM, as predicted');
  });

  it('against which the runs speak is said to be so', () => {
    const hypothesis = { ...analysis.hypothesis, direction: 'more' as const };
    const { summary } = makeEntry('a', eight, { analysis: { ...analysis, hypothesis } });
    expect(summary.verdict).toMatchObject({ decision: 'less', prediction: 'against the prediction' });
    expect(summary.verdict.headline).toMatch(
      /^Against the prediction, block entropy follows the training loss less closely than BDM in these 8 runs/,
    );
  });
});

describe('the verdict of a table', () => {
  /** Runs whose difference is clear. Of each four runs of the fixture one has no noise, and with it no difference. */
  const clear = (count: number) => Array.from({ length: count }, (_, i) => makeRun(2 * i, 6 + (i % 5)));

  it('is after Holm’s correction', () => {
    // Six runs: p = 2 / 2^6 = 0.031, which is below 0.05 alone, but not twice.
    const alone = filesOf(makeTableInput([makeEntry('a', clear(6))]));
    expect(visibleText(alone.page)).toContain(
      'BDM follows the training loss more closely than block entropy in the one configuration',
    );
    const two = filesOf(makeTableInput([makeEntry('a', clear(6)), makeEntry('b', clear(6))]));
    expect(visibleText(two.page)).toContain('None of 2 configurations can tell whether BDM follows');
    const more = filesOf(
      makeTableInput([makeEntry('a', clear(8)), makeEntry('b', clear(8)), makeEntry('c', clear(3))]),
    );
    expect(visibleText(more.page)).toContain(
      'BDM follows the training loss more closely than block entropy in 2 of 3 configurations; 1 cannot tell',
    );
    expect(visibleText(more.page)).toContain('BDM more closely: a, b. Cannot tell: c.');
  });

  it('says what speaks against it: a curve that knows the epoch only, the losses of other runs, rivals', () => {
    const one = visibleText(filesOf(makeTableInput([makeEntry('a', clear(6))])).page);
    expect(one).toMatch(
      /exp\(−epoch\), which knows nothing of a network, (does not )?correlates? with the loss at least/,
    );
    expect(one).toMatch(
      /BDM (goes|does not go) with the loss of its own run better than with those of other runs \(perm/,
    );
    expect(one).not.toContain('Rivals with a mean r');
    const rivals = clear(6).map(({ epochs, ...run }) => {
      const { bdm, blockEntropy } = epochs.series;
      return { ...run, epochs: { ...epochs, series: { ...epochs.series, lempelZiv: bdm, deflate: blockEntropy } } };
    });
    const two = visibleText(filesOf(makeTableInput([makeEntry('a', rivals), makeEntry('b', rivals)])).page);
    expect(two).toContain('Rivals with a mean r no lower than BDM’s: Lempel–Ziv complexity in 2 of 2.');
  });
});

describe('unusual tables', () => {
  it.each([
    ['one configuration of one run', [makeEntry('only', [makeRun(0, 6)])]],
    ['no run at all', [makeEntry('a', []), makeEntry('b', [])]],
    ['constant entropy', [makeEntry('a', [makeRun(0, 6, { constantEntropy: true })])]],
    [
      'forty configurations',
      Array.from({ length: 40 }, (_, i) => makeEntry(`configuration number ${i} of many`, runs)),
    ],
  ])('%s', (_, unusual) => {
    const { page, markdown, files } = filesOf(makeTableInput(unusual));
    expect(() => checkWellFormed(page)).not.toThrow();
    for (const text of files.values()) expect(text).not.toMatch(/NaN|Infinity|\[object/);
    for (const { name } of unusual) expect(withoutMarks(markdown)).toContain(name);
  });

  it('of one run claims no interval and no test', () => {
    const { page } = filesOf(makeTableInput([makeEntry('only', [makeRun(0, 6)])]));
    expect(visibleText(page)).toContain('This one run cannot tell whether BDM follows');
    expect(page).not.toContain('1.000');
  });

  it('has the test loss of tasks without classes', () => {
    const regression = { data: { ...spec.data, targets: 'inputs' as const } };
    const losses = runs.map((run) => ({ ...run, test: { loss: 0.25, accuracy: null } }));
    const [table] = tablesOf(
      filesOf(makeTableInput([makeEntry('a', losses, regression), makeEntry('b', runs)])).markdown,
    );
    expect(table[0][3]).toBe('Test, here');
    expect(table.slice(1).map((row) => row[3].replaceAll('\u00a0', ' '))).toEqual([
      'loss 0.2500 ± 0.0000',
      '80.0 ± 1.0 % (+0.5 points)',
    ]);
    expect(table[1][2]).toBe('–');
  });

  it('folds what a referee asks where many configurations would hide what follows', () => {
    const refereeOf = (count: number) => {
      const many = Array.from({ length: count }, (_, i) => makeEntry(`c${i}`, runs.slice(0, 1)));
      return filesOf(makeTableInput(many)).page.split('id="referee"')[1].split('</section>')[0];
    };
    expect(refereeOf(12)).not.toContain('<details>');
    expect(refereeOf(13)).toContain('<details><summary>The table of 13 configurations</summary><div class="scroll');
  });

  it('escapes what comes from a spec and the command line', () => {
    const hostile = '<img src=x onerror="alert(1)">&\'|*';
    const input = makeTableInput([makeEntry(hostile, runs), makeEntry('b', runs)]);
    const study = { ...input.study, study: hostile, description: `${hostile}</main>` };
    const summary = { ...input.summary, kolmoscope: hostile };
    const { page, markdown } = filesOf({ ...input, study, command: hostile, summary });
    expect(() => checkWellFormed(page)).not.toThrow();
    expect(page).not.toContain('<img');
    expect(markdown.replace(/`[^`]*`/g, '')).not.toMatch(/(?<!\\)<img/);
    for (const table of tablesOf(markdown)) for (const row of table) expect(row).toHaveLength(table[0].length);
  });
});

/** Markdown's text without its marks. */
function withoutMarks(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(?<!\\)(\*\*|`)/g, '')
    .replace(/\\([\\`*_<>|~$^])/g, '$1');
}

function plain(text: string): string {
  return text.replace(/[\s\u00a0]+/g, ' ').trim();
}
