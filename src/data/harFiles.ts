/** The files of UCI HAR in a folder, in the published archive, or in that of UCI's newer site, which holds the first. */
import type { HarFiles } from './har.ts';
import { readUnpacked } from './idx.ts';
import { openZip } from './zip.ts';

export const HAR_FOLDER = 'UCI HAR Dataset';
/** The archive as first published. */
const INNER_ZIP = `${HAR_FOLDER}.zip`;
/** That of today's site: it holds the first one and a list of the names. */
export const OUTER_ZIP = 'human+activity+recognition+using+smartphones.zip';
export const HAR_ZIPS = [INNER_ZIP, OUTER_ZIP];

/** The files of a folder, by their paths in the published one. */
export function filesAt(place: string, paths: Readonly<Record<string, string>>): HarFiles {
  return { place, nameOf: (path) => paths[path], read: (path) => readUnpacked(paths[path]) };
}

/** The files of either archive, from its bytes. `place` stands in the messages. */
export async function filesInZip(bytes: Uint8Array, place: string): Promise<HarFiles> {
  const outer = await openZip(bytes, place);
  const isOuter = outer.names.includes(INNER_ZIP);
  const inside = isOuter ? `${place}/${INNER_ZIP}` : place;
  const zip = isOuter ? await openZip(await outer.read(INNER_ZIP), inside) : outer;
  return {
    place,
    nameOf: (path) => `${inside}/${HAR_FOLDER}/${path}`,
    read: (path) => zip.read(`${HAR_FOLDER}/${path}`),
  };
}
