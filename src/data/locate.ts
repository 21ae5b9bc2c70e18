/** Where the files of a data set are on this computer. */
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { type DataSetName, factsOf } from './sets.ts';

/** A data set that is not there: one line that names it, where it was looked for, and the commands that get it. */
export class DataSetError extends Error {}

/** A set that is there. */
export interface Located {
  /** The folder or the archive that holds it; of a set that is generated that word. */
  readonly place: string;
  /** The paths of a folder's files, by their names in the set; those that end in .gz are packed. */
  readonly paths: Readonly<Record<string, string>>;
}

/** The first folder that has all of the set's files, or archive of them; undefined where there is none. */
export async function locate(name: DataSetName): Promise<Located | undefined> {
  const { files, archives = [] } = factsOf(name);
  if (files.length === 0) return { place: 'generated', paths: {} };
  for (const folder of placesOf(name)) {
    const paths = await filesIn(folder, files);
    if (files.every((file) => file in paths)) return { place: folder, paths };
    const given = folder.endsWith('.zip') ? [folder] : [];
    for (const archive of [...given, ...archives.map((file) => join(folder, file))]) {
      if (archives.length > 0 && (await isThere(archive))) return { place: archive, paths: {} };
    }
  }
  return undefined;
}

/** As `locate`, but throws a DataSetError where the set is not there. */
export async function requireDataSet(name: DataSetName): Promise<Located> {
  const located = await locate(name);
  if (located === undefined) throw new DataSetError(await whatIsMissing(name));
  return located;
}

/** Where `kolmoscope data get` puts a set: in `kolmoscope` in the user's data folder (XDG base directories). */
export function userFolder(name: DataSetName): string {
  const { XDG_DATA_HOME: home = '' } = process.env;
  // The standard has relative paths ignored, here and below.
  return join(isAbsolute(home) ? home : join(homedir(), '.local', 'share'), 'kolmoscope', factsOf(name).folder ?? name);
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
  const { npm, debian, files, folder = name, inside } = factsOf(name);
  if (npm !== undefined) {
    try {
      return [dirname(createRequire(import.meta.url).resolve(`${npm}/${files[0]}`))];
    } catch {
      return [];
    }
  }
  const { KOLMOSCOPE_DATA: given, XDG_DATA_DIRS: shared } = process.env;
  const systemFolders = (shared || '/usr/local/share:/usr/share').split(':').filter(isAbsolute);
  const places = [
    ...(given ? [join(given, folder), given] : []),
    ...(debian === undefined ? [] : systemFolders.map((system) => join(system, 'datasets', folder))),
    userFolder(name),
  ];
  return inside === undefined ? places : places.flatMap((place) => [place, join(place, inside)]);
}

/** The paths of those of the files that are in a folder, plain or packed. */
async function filesIn(folder: string, files: readonly string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const file of files) {
    for (const path of [join(folder, `${file}.gz`), join(folder, file)]) {
      if (await isThere(path)) found[file] = path;
    }
  }
  return found;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function whatIsMissing(name: DataSetName): Promise<string> {
  const { files } = factsOf(name);
  const places = placesOf(name);
  const found = await Promise.all(places.map((place) => filesIn(place, files)));
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
