/** The pages that the command writes, in a real browser: Debian's chromium. Skipped where there is none, except on CI. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { decode } from 'fast-png';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderSensitivityReport, renderTableReport } from '../../src/report/index.ts';
import { summariseSensitivity } from '../../src/study/judgement/sensitivity.ts';
import { makeEntry, makeRun, makeTableInput, spec, study } from './fixture.ts';
import { cutOnPaper, cutOnScreen } from './layout.ts';

const STUDY = {
  study: 'small',
  runs: 2,
  data: { set: 'mnist', validation: 300, subset: 1280 },
  network: { hidden: [32, 16] },
  training: { patience: null, maxEpochs: 6 },
  analysis: { resamples: 200 },
};
const TABLE = {
  ...STUDY,
  study: 'small-table',
  matrix: {
    hidden: [
      { name: '8-4', network: { hidden: [8, 4] } },
      { name: 'a | longer name of a configuration', network: { hidden: [32, 16] } },
    ],
  },
  network: {},
};
/** A matrix with fewer positive weights in later checkpoints. */
const weights = (checkpoint: number) =>
  Array.from({ length: 40 }, (_, i) =>
    Array.from({ length: 200 }, (_, j) => ((i * 31 + j * 17) % 23) - 8 - 2 * checkpoint).join(','),
  ).join('\n');
const CHROMIUM = '/usr/bin/chromium';
const OFFLINE = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

describe.skipIf(!existsSync(CHROMIUM) && process.env.CI === undefined)('in chromium', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: OFFLINE });
    folder = mkdtempSync(join(tmpdir(), 'report-'));
    const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
    const study = join(folder, 'study.json');
    writeFileSync(study, JSON.stringify(STUDY));
    execFileSync(process.execPath, [main, 'run', study, '--out', join(folder, 'run')], { stdio: 'ignore' });
    const table = join(folder, 'table.json');
    writeFileSync(table, JSON.stringify(TABLE));
    execFileSync(process.execPath, [main, 'run', table, '--out', join(folder, 'table')], { stdio: 'ignore' });
    const checkpoints = join(folder, 'checkpoints');
    mkdirSync(checkpoints);
    for (let i = 0; i < 6; i++) writeFileSync(join(checkpoints, `w${1000 * i}.csv`), weights(i));
    writeFileSync(join(folder, 'loss.csv'), '6\n5\n4\n3\n2\n1\n');
    const watch = ['watch', checkpoints, '--loss', join(folder, 'loss.csv'), '--out', join(folder, 'watch')];
    execFileSync(process.execPath, [main, ...watch], { stdio: 'ignore' });
    const depends = ['sensitivity', study, '--only', 'measures.aggregate,measures.boundary,network.bias'];
    execFileSync(process.execPath, [main, ...depends, '--out', join(folder, 'sensitivity')], { stdio: 'ignore' });
    writePages(join(folder, 'made'));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  const open = async (path: string, width: number, colorScheme: 'light' | 'dark' = 'light') => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => complaints.push(request.url()));
    const address = pathToFileURL(join(folder, path)).href;
    await page.goto(address, { waitUntil: 'load' });
    expect(complaints).toEqual([address]);
    return page;
  };
  const PAGES = ['run/report.html', 'table/report.html', 'watch/report.html', 'sensitivity/sensitivity.html'];

  test.each(
    PAGES.flatMap((path) => [
      { path, width: 1200, colorScheme: 'light' as const },
      { path, width: 1200, colorScheme: 'dark' as const },
      { path, width: 390, colorScheme: 'light' as const },
    ]),
  )('$path, $width wide, $colorScheme: no error, no request, every figure drawn', async (setting) => {
    const { path, width, colorScheme } = setting;
    const page = await open(path, width, colorScheme);
    const figures = await page.locator('figure').all();
    expect(figures.length).toBeGreaterThanOrEqual(path.startsWith('sensitivity') ? 1 : 3);
    for (const figure of figures) {
      const box = await figure.locator('svg:visible').first().boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThan(20);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    if (width > 1000) {
      const overflow =
        "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.scroll'))";
      expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    }
    await page.close();
  });

  describe.each([...PAGES, 'made/report.html', 'made/sensitivity.html'])('nothing is cut of %s', (path) => {
    test.each([360, 390, 1280, 2560])('%i pixels wide', async (width) => {
      const page = await open(path, width);
      expect(await cutOnScreen(page)).toEqual([]);
      await page.close();
    });

    test('on paper', async () => {
      const page = await open(path, 1280);
      expect(await cutOnPaper(page)).toEqual([]);
      await page.close();
    });
  });

  test('fields of the spec are broken after their dot alone, on a phone and on paper', async () => {
    const excess = `[...document.querySelectorAll('table code:not(.hash)')].filter((one) => {
      const lines = new Set([...one.getClientRects()].map(({ top }) => top)).size;
      return lines > 1 + one.querySelectorAll('wbr').length;
    }).map((one) => one.textContent)`;
    for (const [path, width] of [
      ['run/report.html', 390],
      ['made/report.html', 390],
      ['made/sensitivity.html', 390],
      ['run/report.html', 680],
    ] as const) {
      const page = await open(path, width);
      await page.emulateMedia({ media: width === 390 ? 'screen' : 'print' });
      expect(await page.evaluate(excess), path).toEqual([]);
      await page.close();
    }
  });

  test.each(['table/report.html', 'run/report.html'])(
    '%s: the referee’s table is whole at 1280 pixels',
    async (path) => {
      const page = await open(path, 1280);
      const hidden =
        "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('#referee .scroll'))";
      expect(await page.evaluate(hidden)).toBeLessThanOrEqual(0);
      await page.close();
    },
  );

  test.each(['light', 'dark'] as const)(
    'there is a shadow at an edge only where there is more (%s)',
    async (scheme) => {
      const page = await open('made/report.html', 390, scheme);
      const table = page.locator('#results .scroll').first();
      const edge = async () => {
        const { data, width, channels } = decode(await table.screenshot());
        // Of the head's upper end, where no letters are.
        return data[(3 * width + width - 4) * channels];
      };
      const atStart = await edge();
      await table.evaluate((place: unknown) => {
        (place as { scrollLeft: number }).scrollLeft = 1e6;
      });
      expect(Math.abs((await edge()) - atStart)).toBeGreaterThan(30);
      await page.close();
    },
  );
});

/** Reports with more columns than any study here has: those published, and more than a sheet of paper holds. */
function writePages(folder: string): void {
  mkdirSync(folder);
  const runs = Array.from({ length: 8 }, (_, i) => makeRun(i, 6 + (i % 5)));
  const changed = (i: number) => ({
    network: { ...spec.network, hidden: [8 * i + 8, 16] },
    training: { ...spec.training, batchSize: 16 + i },
  });
  const table = Array.from({ length: 12 }, (_, i) =>
    makeEntry(`${'long_name_'.repeat(6)}${i}`.slice(i, 60), runs, i % 2 === 0 ? {} : changed(i)),
  );
  const choice = { field: 'training.learningRate', value: 0.003 };
  const variants = table
    .concat(table)
    .flatMap((entry, i) => [null, choice].map((choice) => ({ ...entry, of: `${i} ${entry.name}`, choice })));
  const summary = summariseSensitivity(
    study,
    variants.map(({ of, choice, summary }) => ({ of, choice, ...summary })),
    '0.1.0',
    61,
  );
  for (const { path, text } of [
    ...renderTableReport(makeTableInput(table)),
    ...renderSensitivityReport({ ...makeTableInput(variants), summary }),
  ]) {
    if (path.endsWith('.html')) writeFileSync(join(folder, path), text);
  }
}
