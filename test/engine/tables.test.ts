import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as tables from '../../src/engine/tables.ts';
import { distribution, LazyTree } from '../../src/turing/index.ts';

// The built one: worker threads load built modules.
const { buildTable, BuildStateError } = (await import(
  new URL('../../dist/engine/tables.js', import.meta.url).href
)) as typeof tables;

const SPACE = { dims: 1, states: 4, symbols: 2 } as const;
const CUTOFF = 107;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kolmoscope-tables-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a table built in parts', () => {
  const tree = new LazyTree(SPACE, { cutoff: CUTOFF }).count();
  const { counts, halting } = distribution(SPACE, CUTOFF, tree);

  test.each([1, 2])('on %i threads equals the whole', async (threads) => {
    const built = await buildTable(SPACE, { cutoff: CUTOFF, threads });
    expect(built.distribution.counts).toEqual(counts);
    expect(built.distribution.halting).toBe(halting);
    expect(built.nodes).toBe(tree.nodes);
  });

  test.each([1, 2])('and stopped again and again, on %i threads, equals the whole', async (threads) => {
    const state = join(folder, `stopped-${threads}`);
    let built: tables.TableBuild | undefined;
    let interruptions = 0;
    while (!built) {
      const stop = new AbortController();
      try {
        const onProgress = () => stop.abort(new Error('stopped'));
        built = await buildTable(SPACE, { cutoff: CUTOFF, threads, state, signal: stop.signal, onProgress });
      } catch (error) {
        expect(error).toEqual(new Error('stopped'));
        interruptions++;
      }
    }
    expect(interruptions).toBeGreaterThan(1);
    expect(built.distribution.counts).toEqual(counts);
    expect(built.distribution.halting).toBe(halting);
    expect(built.nodes).toBe(tree.nodes);
    const again = await buildTable(SPACE, { cutoff: CUTOFF, threads, state });
    expect(again.distribution.counts).toEqual(counts);
  });
});

/** The state of a build that was stopped half-way. */
async function stoppedState(state: string): Promise<Buffer> {
  const stop = new AbortController();
  const onProgress = ({ done, total }: tables.TableBuildProgress) => done > total / 2 && stop.abort();
  const stopped = buildTable(SPACE, { cutoff: CUTOFF, threads: 1, state, signal: stop.signal, onProgress });
  await expect(stopped).rejects.toThrow('aborted');
  return readFile(state);
}

test('a state of another build, or what is none, is refused and left alone', async () => {
  const state = join(folder, 'foreign');
  const bytes = await stoppedState(state);
  for (const content of [bytes, Buffer.from('text')]) {
    await writeFile(state, content);
    await expect(buildTable(SPACE, { cutoff: 100, threads: 1, state })).rejects.toThrow(BuildStateError);
    expect((await readFile(state)).equals(content)).toBe(true);
  }
});

describe('a state that is not as it was written', () => {
  const whole = distribution(SPACE, CUTOFF, new LazyTree(SPACE, { cutoff: CUTOFF }).count()).counts;
  const harm: Record<string, (bytes: Buffer) => Buffer> = {
    'with a bit of a count changed': (bytes) => flipped(bytes, bytes.length >> 1),
    'with a bit of its digest changed': (bytes) => flipped(bytes, 40),
    'with a bit of its first line changed': (bytes) => flipped(bytes, 3),
    'with a bit of its last line changed': (bytes) => flipped(bytes, bytes.length - 3),
    'that is cut': (bytes) => bytes.subarray(0, 1000),
    'that is cut in its first line': (bytes) => bytes.subarray(0, 10),
    'that is empty': () => Buffer.alloc(0),
    'with a byte more': (bytes) => Buffer.concat([bytes, Buffer.from('x')]),
  };

  test.each(Object.keys(harm))('%s is told and set aside, and the build begins anew', async (kind) => {
    const state = join(folder, kind.replaceAll(' ', '-'));
    const bytes = harm[kind](await stoppedState(state));
    await writeFile(state, bytes);
    const told: string[][] = [];
    const onSetAside = (...what: string[]) => told.push(what);
    const built = await buildTable(SPACE, { cutoff: CUTOFF, threads: 1, state, onSetAside });
    expect(told).toEqual([[state, 'damaged', `${state}.damaged`]]);
    expect((await readFile(`${state}.damaged`)).equals(bytes)).toBe(true);
    expect(built.distribution.counts).toEqual(whole);
  });

  function flipped(bytes: Buffer, at: number): Buffer {
    const changed = Buffer.from(bytes);
    changed[at] ^= 4;
    return changed;
  }
});
