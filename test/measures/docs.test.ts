import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_SERIES, MEASURES, type Measure } from '../../src/measures/index.ts';
import { CLAIM } from '../../src/study/judgement/claim.ts';

const text = readFileSync(new URL('../../docs/networks.md', import.meta.url), 'utf8');
const names = (cell: string) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name);

test('docs/networks.md has a row for each measure, with its unit and its options', () => {
  const rows = text
    .slice(text.indexOf('| measure | unit |'), text.indexOf('**Series.**'))
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, measures = '']) => measures.startsWith('`'));
  const documented = rows.flatMap(([, measures, unit, options]) =>
    names(measures).map((name) => [name, unit, names(options)] as const),
  );
  expect(documented.map(([name]) => name)).toEqual(Object.keys(MEASURES));
  const table: Readonly<Record<string, Measure>> = MEASURES;
  for (const [name, unit, options] of documented) {
    expect(unit).toBe(table[name].unit);
    expect(options).toEqual(expect.arrayContaining([...table[name].options]));
  }
  const usual = DEFAULT_SERIES.slice(CLAIM.length).map((name) => `"${name}"`);
  expect(text).toContain(`\`[${usual.join(', ')}]\``);
});
