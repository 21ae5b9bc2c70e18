/** A study that is killed loses at most the runs under way: in the end its folder is that of one which never was. */
import { expect, test } from 'vitest';

interface Told {
  readonly killed: number;
  readonly finds: readonly string[];
}
const { kill } = (await import(new URL('../../faults/kill.mjs', import.meta.url).href)) as {
  kill(kind: string, options: { times: number; seed: number }): Promise<Told>;
};

const KILLS = 6;

test('killed at random moments and resumed, a study is the same as one that was not, byte for byte', async () => {
  const { killed, finds } = await kill('run', { times: KILLS, seed: Math.floor(Math.random() * 2 ** 32) });
  expect(finds).toEqual([]);
  expect(killed).toBe(KILLS);
}, 300_000);
