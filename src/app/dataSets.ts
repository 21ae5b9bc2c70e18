import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Located } from '../data/dataSet.ts';
import { commandsFor, locate, requireDataSet, userFolder } from '../data/locate.ts';
import { DATA_SETS, type DataSetName } from '../data/sets.ts';
import { setAside, writeWhole } from '../files/whole.ts';
import { UsageError, UserError } from './errors.ts';

export const DATA_SET_NAMES = Object.keys(DATA_SETS) as DataSetName[];

/** Where a data set is, or how to get it. */
export async function findDataSet(name: DataSetName): Promise<DataSetPlace> {
  return placeOf(name, await locate(name));
}

/** `isGenerated`: it needs no files; `place` is that of its files, undefined where they are not; `commands` get them. */
export type DataSetPlace = ReturnType<typeof placeOf>;

function placeOf(name: DataSetName, located: Located | undefined) {
  const isGenerated = DATA_SETS[name].files.length === 0;
  return { name, isGenerated, place: located?.place, commands: commandsFor(name) };
}

/**
 * Compares the files of data sets with what is published, one after the other, without names all that are there; `checked`
 * is null where there is nothing to compare. Throws a DataSetError for a named set that is not there, an Error that names
 * the file that differs.
 */
export async function* checkDataSets(names: readonly DataSetName[]) {
  for (const name of names.length === 0 ? DATA_SET_NAMES : names) {
    const located = names.length === 0 ? await locate(name) : await requireDataSet(name);
    const found = placeOf(name, located);
    const checked = located === undefined || found.isGenerated ? null : await DATA_SETS[name].check(located);
    yield { ...found, checked };
  }
}

/** `from`: a folder of another server with the same files; `onFile`: a file has arrived, and what it was compared with. */
export interface GetOptions {
  readonly from?: string;
  readonly onFile?: (file: string, bytes: Uint8Array, compared: string) => void;
}

/**
 * Downloads a data set into the user's data folder and checks it, unless it is there and sound; damaged files are set aside.
 * Nothing is written before all of it is there. Throws a UserError where it is not to be had, an Error that names what
 * differs from what is published.
 */
export async function getDataSet(name: DataSetName, { from, onFile = () => {} }: GetOptions = {}) {
  const { address } = DATA_SETS[name];
  const located = await locate(name);
  const found = placeOf(name, located);
  const sound = located && (await DATA_SETS[name].check(located).catch(() => undefined));
  if (found.isGenerated || sound) return { ...found, wasThere: true, warnings: sound?.warnings ?? [] };
  const folder = userFolder(name);
  if (folder === undefined) {
    throw new UserError('there is no home folder to put it in: set XDG_DATA_HOME to the path of a folder for data');
  }
  // Damaged files elsewhere would be found before what is downloaded: this says which.
  if (located && located.place !== folder && dirname(located.place) !== folder) await DATA_SETS[name].check(located);
  if (address === undefined) throw new UserError(`${name} is not downloaded; get it with: ${found.commands}`);
  const server = from ?? address;
  if (!URL.canParse(server))
    throw new UsageError(`${server}: not an address such as https://example.org/fashion-mnist/`);
  const fetched = await DATA_SETS[name].get(new URL(server.endsWith('/') ? server : `${server}/`), onFile);
  await mkdir(folder, { recursive: true });
  for (const [file, bytes] of fetched) {
    await setAside(join(folder, file), 'damaged');
    await writeWhole(join(folder, file), bytes);
  }
  const written = await requireDataSet(name);
  const { warnings } = await DATA_SETS[name].check(written);
  return { ...placeOf(name, written), wasThere: false, warnings: warnings ?? [] };
}
