/** Where the files of a data set are on this computer. */
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { type DataSetName, factsOf, IDX_FILES, type IdxFileName } from './sets.ts';

/** A data set that is not there: one line that names it, where it was looked for, and the commands that get it. */
export class DataSetError extends Error {}

/** A folder that holds all files of a set, and the path of each; those that end in .gz are packed. */
export interface Located {
  readonly folder: string;
  readonly paths: Readonly<Record<IdxFileName, string>>;
}

/** The first folder that has all of the set's files; undefined where there is none. */
export async function locate(name: DataSetName): Promise<Located | undefined> {
  for (const folder of placesOf(name)) {
    const paths = await filesIn(folder);
    if (isWhole(paths)) return { folder, paths };
  }
  return undefined;
}

/** As `locate`, but throws a DataSetError where the set is not there. */
export async function requireDataSet(name: DataSetName): Promise<Located> {
  const located = await locate(name);
  if (located === undefined) throw new DataSetError(await whatIsMissing(name));
  return located;
}

/** Where `kolmoscope data get` puts a set: kolmoscope/<name> in the user's data folder (XDG base directories). */
export function userFolder(name: DataSetName): string {
  const { XDG_DATA_HOME: home = '' } = process.env;
  // The standard has relative paths ignored, here and below.
  return join(isAbsolute(home) ? home : join(homedir(), '.local', 'share'), 'kolmoscope', name);
}

/** The commands that get a set, any of them. */
export function commandsFor(name: DataSetName): string {
  const { npm, debian, address } = factsOf(name);
  const commands = [];
  if (npm !== undefined) commands.push(`npm install ${npm.split('/')[0]}`);
  if (address !== undefined) commands.push(`kolmoscope data get ${name}`);
  if (debian !== undefined) commands.push(`apt-get install ${debian}`);
  return commands.join(', or ');
}

/** What a user names comes first, then what the system has installed, then what was downloaded. */
function placesOf(name: DataSetName): string[] {
  const { npm, debian } = factsOf(name);
  if (npm !== undefined) {
    try {
      return [dirname(createRequire(import.meta.url).resolve(`${npm}/${IDX_FILES[0]}`))];
    } catch {
      return [];
    }
  }
  const { KOLMOSCOPE_DATA: given, XDG_DATA_DIRS: shared } = process.env;
  const systemFolders = (shared || '/usr/local/share:/usr/share').split(':').filter(isAbsolute);
  return [
    ...(given ? [join(given, name), given] : []),
    ...(debian === undefined ? [] : systemFolders.map((folder) => join(folder, 'datasets', name))),
    userFolder(name),
  ];
}

async function filesIn(folder: string): Promise<Partial<Record<IdxFileName, string>>> {
  const found: Partial<Record<IdxFileName, string>> = {};
  for (const file of IDX_FILES) {
    for (const path of [join(folder, file), join(folder, `${file}.gz`)]) {
      if (found[file] === undefined && (await isThere(path))) found[file] = path;
    }
  }
  return found;
}

function isWhole(paths: Partial<Record<IdxFileName, string>>): paths is Record<IdxFileName, string> {
  return IDX_FILES.every((file) => paths[file] !== undefined);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function whatIsMissing(name: DataSetName): Promise<string> {
  const places = placesOf(name);
  const found = await Promise.all(places.map(filesIn));
  const begun = found.findIndex((paths) => Object.keys(paths).length > 0);
  const absent = IDX_FILES.filter((file) => found[begun]?.[file] === undefined).join(', ');
  const problem =
    begun < 0
      ? `data set ${name} is not there${places.length === 0 ? '' : ` (looked in ${places.join(', ')})`}`
      : `data set ${name}: no ${absent} in ${places[begun]}`;
  return `${problem}; get it with: ${commandsFor(name)}`;
}
