/** The page in a real browser: Debian's chromium. Skipped where there is none, except on CI. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderReport } from '../../src/report/index.ts';
import { makeInput, makeRun } from './fixture.ts';

const CHROMIUM = '/usr/bin/chromium';
const OFFLINE = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

describe.skipIf(!existsSync(CHROMIUM) && process.env.CI === undefined)('in chromium', () => {
  let browser: Browser;
  let html: string;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: OFFLINE });
    html = renderReport(makeInput([makeRun(0, 8), makeRun(1, 6)]));
  });
  afterAll(() => browser?.close());

  test.each([
    { name: 'a desk', width: 1200, colorScheme: 'light' },
    { name: 'a dark desk', width: 1200, colorScheme: 'dark' },
    { name: 'a phone', width: 390, colorScheme: 'light' },
  ] as const)('on $name: no error, no request, every figure drawn, nothing wider than the page', async (setting) => {
    const { width, colorScheme } = setting;
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => complaints.push(request.url()));
    await page.setContent(html, { waitUntil: 'load' });
    expect(complaints).toEqual([]);
    const figures = await page.locator('figure').all();
    expect(figures.length).toBeGreaterThanOrEqual(3);
    for (const figure of figures) {
      const box = await figure.locator('svg:visible').first().boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThan(20);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.close();
  });
});
