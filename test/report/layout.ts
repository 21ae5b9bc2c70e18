/** What of a page cannot be seen, found in a browser. */
import type { Page } from 'playwright-core';

/**
 * Runs in the page: one line for each thing that is cut. Nothing may stand out of the page; a table may be wider than its
 * place only where that scrolls, shows so, is reached by the keyboard and shows the last column in the end; no text may
 * stand out of its figure. On paper nothing scrolls, and every cell has its place.
 */
const FIND_CUT = `(({ isPaper }) => {
  const cut = [];
  const width = document.documentElement.clientWidth;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  const said = (one) => one.localName + '.' + one.className + ' "' + one.textContent.slice(0, 30) + '"';
  const isWithin = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
  const page = { left: 0, right: width };
  if (document.documentElement.scrollWidth > width) cut.push('the page is wider than the window');
  for (const one of all('main *')) {
    if (one.closest('svg') !== null && one.localName !== 'svg') continue;
    if (!isPaper && one.closest('.scroll') !== null && !one.matches('.scroll')) continue;
    if (!isWithin(one.getBoundingClientRect(), page)) cut.push('out of the page: ' + said(one));
    const { overflowX } = getComputedStyle(one);
    if (overflowX !== 'visible' && one.scrollWidth > one.clientWidth && (isPaper || !one.matches('.scroll'))) {
      if (one.localName !== 'svg') cut.push('hides a part: ' + said(one));
    }
  }
  for (const table of all('table')) {
    const place = table.closest('.scroll');
    const { overflowX, backgroundImage, backgroundAttachment } = getComputedStyle(place);
    if (place.scrollWidth <= place.clientWidth) continue;
    if (isPaper) cut.push('scrolls on paper: ' + said(table));
    const hasCue = backgroundImage.split('linear-gradient').length === 5 && backgroundAttachment === 'local, local, scroll, scroll';
    if (overflowX !== 'auto' || place.tabIndex !== 0 || !hasCue) cut.push('does not show that it scrolls: ' + said(table));
    place.scrollLeft = 1e6;
    const last = table.querySelector('tr').lastElementChild;
    if (!isWithin(last.getBoundingClientRect(), place.getBoundingClientRect())) cut.push('not reached: ' + said(last));
    place.scrollLeft = 0;
  }
  for (const svg of all('figure svg')) {
    const frame = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) {
      if (!isWithin(text.getBoundingClientRect(), frame)) cut.push('out of its figure: ' + said(text));
    }
  }
  if (isPaper) {
    for (const cell of document.querySelectorAll('table td, table tbody th')) {
      const { width, height } = cell.getBoundingClientRect();
      const isEmpty = cell.textContent.trim() === '';
      if (!isEmpty && !(width > 0 && height > 0 && cell.checkVisibility({ contentVisibilityAuto: true }))) cut.push('not on paper: ' + said(cell));
    }
  }
  return [...new Set(cut)];
})`;

/** Between the margins of a sheet of A4, upright: 180 mm. */
const PAPER = 680;

/** What is cut in a window as it is. */
export async function cutOnScreen(page: Page): Promise<string[]> {
  return page.evaluate(`${FIND_CUT}({ isPaper: false })`);
}

/** What is cut when printed. */
export async function cutOnPaper(page: Page): Promise<string[]> {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: PAPER, height: 1000 });
  return page.evaluate(`${FIND_CUT}({ isPaper: true })`);
}
