/** The built tables room in a real browser: Debian's chromium. Skipped where there is none, except on CI. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';
const PACKAGE = new URL('../../', import.meta.url);

test.skipIf(!existsSync(CHROMIUM) && process.env.CI === undefined)('a table loads over HTTP', async () => {
  const server = createServer(({ url = '/' }, response) => {
    const file = new URL(`.${url}`, PACKAGE);
    const isThere = url !== '/' && existsSync(file);
    if (url !== '/' && !isThere) response.statusCode = 404;
    response.setHeader('content-type', url.endsWith('.js') ? 'text/javascript' : 'text/html');
    response.end(isThere ? readFileSync(file) : '');
  }).listen(0);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    const script = `import('/dist/ctm/index.js').then(async ({ ctm, loadTable }) => ctm(await loadTable('2d-n4'), [[0]]))`;
    expect(await page.evaluate(script)).toBeCloseTo(2.2288228415, 10);
  } finally {
    await browser.close();
    server.close();
  }
});
