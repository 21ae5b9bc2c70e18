/** Where the files of a data set are on this computer, and what is loaded from there. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { DataSet, Located } from './dataSet.ts';
import { placesIn, reorder } from './inputs/order.ts';
import { onGrid } from './inputs/standardise.ts';
import { DATA_SETS, type DataSetName, type DataSetOptions, type InputForm, ownOptions } from './sets.ts';

/**
 * A data set that is not there: one line that names it, where it was looked for, and the commands that get it. Or one whose
 * inputs do not fit the grid that is asked for.
 */
export class DataSetError extends Error {}

/**
 * All examples of a set, made as the options say, their inputs as they are or on a grid, in their order. Throws a DataSetError
 * where the set is not there or its inputs do not fit the grid, an Error that names the file where one is not as published.
 */
export async function loadDataSet(options: DataSetOptions & InputForm): Promise<DataSet> {
  const { set, grid = null, order = 'rows' } = options;
  const data = await DATA_SETS[set].load(await requireDataSet(set), ownOptions(options));
  if (order !== 'rows') {
    const places = placesIn(order, data.shape);
    for (const { x } of [data.training, data.test]) reorder(x, places);
  }
  if (grid === null) return data;
  try {
    return { ...data, training: onGrid(data.training, grid), test: onGrid(data.test, grid) };
  } catch (error) {
    if (error instanceof RangeError) throw new DataSetError(`data set ${set}: ${error.message}`);
    throw error;
  }
}

/** The first folder that has all of the set's files, or archive of them; undefined where there is none. */
export async function locate(name: DataSetName): Promise<Located | undefined> {
  const { files, archives = [] } = DATA_SETS[name];
  if (files.length === 0) return { place: 'generated', paths: {} };
  for (const folder of placesOf(name)) {
    const paths = filesIn(folder, files);
    if (files.every((file) => file in paths)) return { place: folder, paths };
    const given = folder.endsWith('.zip') ? [folder] : [];
    for (const archive of [...given, ...archives.map((file) => join(folder, file))]) {
      if (archives.length > 0 && existsSync(archive)) return { place: archive, paths: {} };
    }
  }
  return undefined;
}

/** As `locate`, but throws a DataSetError where the set is not there. */
export async function requireDataSet(name: DataSetName): Promise<Located> {
  const located = await locate(name);
  if (located === undefined) throw new DataSetError(whatIsMissing(name));
  return located;
}

/**
 * Where `kolmoscope data get` puts a set: in `kolmoscope` in the user's data folder (XDG base directories); undefined where
 * the user has no home.
 */
export function userFolder(name: DataSetName): string | undefined {
  const { XDG_DATA_HOME: given = '' } = process.env;
  const { folder = name } = DATA_SETS[name];
  // The standard has relative paths ignored, here and below.
  const home = isAbsolute(given) ? given : join(homeFolder(), '.local', 'share');
  return isAbsolute(home) ? join(home, 'kolmoscope', folder) : undefined;
}

/** Empty where there is none: no HOME, and no such user. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}

/** The commands that get a set, any of them. */
export function commandsFor(name: DataSetName): string {
  const { npm, debian, address } = DATA_SETS[name];
  const commands = [];
  if (npm !== undefined) commands.push(`npm install ${npm.split('/')[0]}`);
  if (address !== undefined) commands.push(`kolmoscope data get ${name}`);
  if (debian !== undefined) commands.push(`apt-get install ${debian}`);
  return commands.join(', or ');
}

/** What a user names comes first, then what the system has installed, then what was downloaded. */
function placesOf(name: DataSetName): string[] {
  const { npm, debian, files, folder = name, inside } = DATA_SETS[name];
  if (npm !== undefined) {
    try {
      return [dirname(createRequire(import.meta.url).resolve(`${npm}/${files[0]}`))];
    } catch {
      return [];
    }
  }
  const { KOLMOSCOPE_DATA: given, XDG_DATA_DIRS: shared } = process.env;
  const systemFolders = (shared || '/usr/local/share:/usr/share').split(':').filter(isAbsolute);
  const home = userFolder(name);
  const places = [
    ...(given ? [join(given, folder), given] : []),
    ...(debian === undefined ? [] : systemFolders.map((system) => join(system, 'datasets', folder))),
    ...(home === undefined ? [] : [home]),
  ];
  return inside === undefined ? places : places.flatMap((place) => [place, join(place, inside)]);
}

/** The paths of those of the files that are in a folder, plain or packed. */
function filesIn(folder: string, files: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const file of files) {
    for (const path of [join(folder, `${file}.gz`), join(folder, file)]) {
      if (existsSync(path)) found[file] = path;
    }
  }
  return found;
}

function whatIsMissing(name: DataSetName): string {
  const { files } = DATA_SETS[name];
  const places = placesOf(name);
  const found = places.map((place) => filesIn(place, files));
  const begun = found.findIndex((paths) => Object.keys(paths).length > 0);
  const problem =
    begun < 0
      ? `data set ${name} is not there${places.length === 0 ? '' : ` (looked in ${places.join(', ')})`}`
      : `data set ${name}: no ${inWords(files.filter((file) => !(file in found[begun])))} in ${places[begun]}`;
  return `${problem}; get it with: ${commandsFor(name)}`;
}

function inWords(files: readonly string[]): string {
  const SHOWN = 4;
  const more = files.length > SHOWN ? ` and ${files.length - SHOWN} more files` : '';
  return `${files.slice(0, SHOWN).join(', ')}${more}`;
}
