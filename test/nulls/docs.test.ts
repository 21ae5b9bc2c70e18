import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NULL_MODELS, NULL_NAMES } from '../../src/nulls/index.ts';

const text = readFileSync(new URL('../../docs/measure.md', import.meta.url), 'utf8');

test('docs/measure.md has a row for each null model, in the table’s order, and says which a string has', () => {
  const rows = text.slice(text.indexOf('| model | what its draws keep'), text.indexOf('How many trades:'));
  expect([...rows.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)).toEqual(NULL_NAMES);
  const ofStrings = NULL_NAMES.filter((name) => NULL_MODELS[name].isOfStrings).map((name) => `\`${name}\``);
  const [last, ...others] = ofStrings.reverse();
  const said = text.replaceAll('\n', ' ');
  expect(said).toContain(`A string is one row: it has ${others.reverse().join(', ')} and ${last};`);
});
