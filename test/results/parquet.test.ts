import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { beforeAll, expect, test } from 'vitest';
import { ParquetTable } from '../../src/results/parquet.ts';
import type { Cell, Column } from '../../src/results/tables.ts';
import { rowsOf } from './fixtures.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parquet-'));
  return () => rmSync(folder, { recursive: true });
});

const COLUMNS = [
  { name: 'name', type: 'STRING', nullable: true },
  { name: 'small', type: 'INT32', nullable: false },
  { name: 'large', type: 'INT64', nullable: true },
  { name: 'real', type: 'DOUBLE', nullable: true },
] as const satisfies Column[];

/** Of 0 and −0 in one column a dictionary keeps the first. */
const row: fc.Arbitrary<Cell[]> = fc.tuple(
  fc.option(fc.string({ unit: 'binary' })),
  fc.integer(),
  fc.option(fc.maxSafeInteger()),
  fc.option(fc.double().map((x) => x + 0)),
);

test('rows of any values come back in their order, in as many groups as they fill, whichever way they arrive', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(row), { maxLength: 5 }), fc.integer({ min: 1, max: 7 }), async (parts, size) => {
      const path = join(folder, 'any.parquet');
      const table = new ParquetTable(path, COLUMNS, 'test', size);
      for (const rows of parts) await table.add(rows);
      const all = parts.flat();
      expect(await table.finish({ key: 'värde' })).toBe(all.length > 0);
      await table.keep();
      expect(readdirSync(folder)).toEqual(all.length > 0 ? ['any.parquet'] : []);
      if (all.length === 0) return;
      const bytes = readFileSync(path);
      const { row_groups, key_value_metadata } = parquetMetadata(Uint8Array.from(bytes).buffer);
      expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual(
        Array.from({ length: Math.ceil(all.length / size) }, (_, i) => Math.min(size, all.length - i * size)),
      );
      expect(key_value_metadata).toEqual([{ key: 'key', value: 'värde' }]);
      const found = (await rowsOf(bytes)).map(({ name, small, large, real }) => [name, small, large, real]);
      expect(found).toEqual(
        all.map(([name, small, large, real]) => [name, small, large === null ? null : BigInt(large as number), real]),
      );
    }),
  );
});

test('a table of 200 000 rows is read as it was written', async () => {
  const path = join(folder, 'long.parquet');
  const table = new ParquetTable(path, COLUMNS, 'test');
  const rows = Array.from({ length: 200_000 }, (_, i): Cell[] => [`${i % 3}`, i, i % 7 === 0 ? null : i, Math.sqrt(i)]);
  await table.add(rows);
  await table.finish({});
  await table.keep();
  const bytes = readFileSync(path);
  expect(parquetMetadata(Uint8Array.from(bytes).buffer).row_groups).toHaveLength(4);
  const found = await rowsOf(bytes);
  expect(found).toHaveLength(rows.length);
  const differing = found.findIndex(({ name, small, large, real }, i) => {
    const [, , expected] = rows[i];
    return (
      name !== rows[i][0] || small !== i || real !== rows[i][3] || large !== (expected === null ? null : BigInt(i))
    );
  });
  expect(differing).toBe(-1);
});

test('what is discarded leaves nothing', async () => {
  const table = new ParquetTable(join(folder, 'gone.parquet'), COLUMNS, 'test', 1);
  await table.add([['a', 1, 2, 3]]);
  const isUnfinished = (name: string) => name.endsWith('.tmp');
  expect(readdirSync(folder).some(isUnfinished)).toBe(true);
  await table.discard();
  expect(readdirSync(folder).some((name) => isUnfinished(name) || name.startsWith('gone'))).toBe(false);
});
