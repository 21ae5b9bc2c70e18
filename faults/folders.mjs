/** Folders compared byte for byte. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** "3.4 s of wall time, in which 8 runs were performed": the others were found finished. */
const WALL_TIME = /[\d.]+ (?:s|min \d+ s) of wall time[^<\n]*/g;

/** All in which two undisturbed runs of one command differ: the time that they took, and what of the work was found done. */
const TIMES = { '.json': /"seconds": [\d.]+/g, '.html': WALL_TIME, '.md': WALL_TIME };

/** The content of all files of a folder by their paths in it, without times. */
export async function readFolder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const contents = paths.sort().map(async (path) => [path.slice(folder.length + 1), await readWithoutTimes(path)]);
  return new Map(await Promise.all(contents));
}

async function readWithoutTimes(path) {
  const bytes = await readFile(path);
  const times = TIMES[extname(path)];
  return times === undefined ? bytes : Buffer.from(bytes.toString('utf8').replace(times, ''));
}

/** A line for each file that is in one of two folders only, or is another there; bytes are counted without times. */
export function differences(expected, found) {
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((path) => {
    const [one, other] = [expected.get(path), found.get(path)];
    if (one === undefined) return `${path}: left over`;
    if (other === undefined) return `${path}: is not there`;
    return one.equals(other) ? [] : `${path}: differs from byte ${firstDifference(one, other)} of ${one.length}`;
  });
}

function firstDifference(one, other) {
  const at = one.findIndex((byte, i) => byte !== other[i]);
  return at < 0 ? one.length : at;
}
