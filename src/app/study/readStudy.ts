import { readdir } from 'node:fs/promises';
import { parseStudy, type Study, withRunsAndSeed } from '../../study/study.ts';
import { PACKAGE_ROOT } from '../../version.ts';
import { readBounded } from '../bounded.ts';
import { UsageError } from '../errors.ts';

/** The largest shipped spec has 7 KB. */
const MOST_BYTES = 2 ** 20;

/**
 * A shipped study by its name (`quickstart`), or one whose spec is in a file, by its path; with another number of runs or
 * another seed if that is told. Throws a UsageError where there is none, a SpecError where its spec is wrong.
 */
export async function readStudy(study: string, change: Parameters<typeof withRunsAndSeed>[1] = {}): Promise<Study> {
  const shipped = new URL(`studies/${study}.json`, PACKAGE_ROOT);
  const isName = /^[a-z0-9-]+$/.test(study);
  for (const place of isName ? [shipped, `${study}.json`] : [study]) {
    const name = place instanceof URL ? `studies/${study}.json` : place;
    const bytes = await readBounded(place, MOST_BYTES, name);
    if (bytes === undefined) continue;
    return withRunsAndSeed(studyIn(bytes, name), change);
  }
  if (!isName) throw new UsageError(`${study}: no such file`);
  const names = (await readdir(new URL('studies/', PACKAGE_ROOT))).map((file) => file.replace(/\.json$/, ''));
  throw new UsageError(`no study is named ${study}; give ${names.sort().join(', ')}, or the path of a spec file`);
}

/** The study whose spec a file of this name holds. Throws a UsageError for what is not JSON, a SpecError for a wrong spec. */
export function studyIn(bytes: Buffer, name: string): Study {
  let value: unknown;
  try {
    // Some editors begin a file with a byte order mark.
    value = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(`${name}: not JSON: ${(error as Error).message}`);
  }
  return parseStudy(value, name);
}
