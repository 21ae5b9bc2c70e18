import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { decodeTable, encodeTable, TableError } from '../../src/ctm/index.ts';
import { type Distribution, distribution, LazyTree } from '../../src/turing/index.ts';

const SPACE = { dims: 2, states: 2, symbols: 2 } as const;
let counted: Distribution;
let bytes: Uint8Array;

beforeAll(async () => {
  counted = distribution(SPACE, 200, new LazyTree(SPACE, { cutoff: 200 }).count());
  bytes = await encodeTable(counted, 'kolmoscope test');
});

/** The file with its content changed and its digest made right again. */
function resealed(
  change: (header: Record<string, unknown>) => Record<string, unknown>,
  counts?: Uint8Array,
): Uint8Array {
  const [magic, , json] = new TextDecoder('latin1').decode(bytes).split('\n', 3);
  const startOfCounts = magic.length + 1 + 65 + json.length + 1;
  const header = Buffer.from(`${JSON.stringify(change(JSON.parse(json)))}\n`);
  const content = Buffer.concat([header, counts ?? bytes.subarray(startOfCounts)]);
  const digest = createHash('sha256').update(content).digest('hex');
  return Buffer.concat([Buffer.from(`${magic}\n${digest}\n`), content]);
}

test('a table is read as it was written', async () => {
  const table = await decodeTable(bytes);
  expect(table.distribution.counts).toEqual(counted.counts);
  expect(table).toMatchObject({
    ...SPACE,
    cutoff: 200,
    halting: 35_376n,
    machines: 18n ** 4n,
    builder: 'kolmoscope test',
  });
  expect(await encodeTable(table.distribution, table.builder)).toEqual(bytes);
  expect(await decodeTable(resealed((header) => header))).toEqual(table);
});

test('counts beyond 2^53 survive', async () => {
  const large = 2n ** 64n + 1n;
  const counts = counted.counts.map((count, index) => (index === 0 ? count + large : count));
  const more = large * BigInt(counted.classes.size[0]);
  const table = await decodeTable(await encodeTable({ ...counted, counts, halting: counted.halting + more }, ''));
  expect(table.distribution.counts).toEqual(counts);
});

describe('refuses', () => {
  test('a file with any one byte changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const altered = bytes.slice();
        altered[at] ^= change;
        await expect(decodeTable(altered)).rejects.toThrow(TableError);
      }),
    );
  });

  test('a file cut anywhere, or with bytes behind it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.uint8Array({ minLength: 1 }), async (length, extra) => {
        await expect(decodeTable(bytes.subarray(0, length))).rejects.toThrow(TableError);
        await expect(decodeTable(Buffer.concat([bytes, extra]))).rejects.toThrow(TableError);
      }),
    );
  });

  test('any other file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (other) => {
        await expect(decodeTable(other)).rejects.toThrow('not a Kolmoscope CTM table');
      }),
    );
  });

  test.each([
    ['formalism', 'quadruples'],
    ['dims', 3],
    ['states', 0],
    ['states', 9],
    ['symbols', 2.5],
    ['cutoff', '200'],
    ['machines', '104977'],
    ['halting', 35_376],
    ['elsewhere', '-1'],
    ['builder', null],
  ])('a header whose %s is %j', async (field, value) => {
    await expect(decodeTable(resealed((header) => ({ ...header, [field]: value })))).rejects.toThrow(
      `wrong ${field} in its header: ${JSON.stringify(value)}`,
    );
  });

  test('a count longer than the number of all machines that halt, at its first byte too many', async () => {
    const started = performance.now();
    const endless = Buffer.alloc(2 ** 19, 0xff);
    await expect(decodeTable(resealed((header) => header, endless))).rejects.toThrow('a count that is more than all');
    // 35 376 has 16 bits: three bytes. One of two minutes was needed for them all.
    await expect(decodeTable(resealed((header) => header, Buffer.of(0xff, 0xff, 3)))).rejects.toThrow('1 counts');
    await expect(decodeTable(resealed((header) => header, Buffer.of(0xff, 0xff, 0xff, 1)))).rejects.toThrow(
      'more than',
    );
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('more bytes than any table has, and a header of pages', async () => {
    const large = Buffer.concat([bytes, Buffer.alloc(2 ** 21)]);
    await expect(decodeTable(large)).rejects.toThrow(/^\d+ bytes, a CTM table has at most 2097152$/);
    const wordy = resealed((header) => ({ ...header, builder: 'x'.repeat(5000) }));
    await expect(decodeTable(wordy)).rejects.toThrow('CTM table with an unreadable header');
  });

  test('counts that do not add up, too few counts, another space, another format', async () => {
    const halting = (header: object) => ({ ...header, halting: '35377' });
    await expect(decodeTable(resealed(halting))).rejects.toThrow('counts add up to 35376, its header says 35377');
    await expect(decodeTable(resealed((header) => header, Uint8Array.of(1, 2, 0x80)))).rejects.toThrow('2 counts');
    const states = (header: object) => ({ ...header, dims: 1, states: 2, machines: '10000' });
    await expect(decodeTable(resealed(states))).rejects.toThrow(TableError);
    const newer = Buffer.from(bytes);
    newer[21] = '2'.charCodeAt(0);
    await expect(decodeTable(newer)).rejects.toThrow('CTM table of format 2, not 1');
  });
});
