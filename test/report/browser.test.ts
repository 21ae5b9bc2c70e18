/** The pages that the command writes, in a real browser: Debian's chromium. Skipped where there is none, except on CI. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

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
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    { name: 'a desk', width: 1200, colorScheme: 'light', command: 'run' },
    { name: 'a dark desk', width: 1200, colorScheme: 'dark', command: 'run' },
    { name: 'a phone', width: 390, colorScheme: 'light', command: 'run' },
    { name: 'a desk', width: 1200, colorScheme: 'light', command: 'table' },
    { name: 'a dark desk', width: 1200, colorScheme: 'dark', command: 'table' },
    { name: 'a phone', width: 390, colorScheme: 'light', command: 'table' },
    { name: 'a desk', width: 1200, colorScheme: 'light', command: 'watch' },
    { name: 'a phone', width: 390, colorScheme: 'light', command: 'watch' },
  ] as const)(
    'of $command on $name: no error, no request, every figure drawn, nothing wider than the page',
    async (setting) => {
      const { width, colorScheme, command } = setting;
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => complaints.push(request.url()));
      const address = pathToFileURL(join(folder, command, 'report.html')).href;
      await page.goto(address, { waitUntil: 'load' });
      expect(complaints).toEqual([address]);
      const figures = await page.locator('figure').all();
      expect(figures.length).toBeGreaterThanOrEqual(3);
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
    },
  );
});
