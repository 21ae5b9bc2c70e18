/** A data set by its name, from where it is to what networks are trained on. */
import { readFile } from 'node:fs/promises';
import type { DataSet } from './dataSet.ts';
import { type HarFiles, harDataSet, readPublishedHar } from './har.ts';
import { filesAt, filesInZip } from './harFiles.ts';
import { sha256Of } from './idx.ts';
import { type Located, requireDataSet } from './locate.ts';
import { checkPictures, publishedFiles, readPictures } from './pictures.ts';
import { type DataSetName, type DataSetOptions, IDX_FILES } from './sets.ts';
import { generateSincos } from './sincos.ts';

/**
 * All examples of a set, made as the options say. Throws a DataSetError where the set is not there, an Error that names
 * the file where one is not as published.
 */
export async function loadDataSet(options: DataSetOptions): Promise<DataSet> {
  const located = await requireDataSet(options.set);
  switch (options.set) {
    case 'sincos':
      return generateSincos(options);
    case 'har':
    case 'har-raw':
      return harDataSet(options.set, await readPublishedHar(options.set, await harFiles(located)));
    default:
      return readPictures(publishedFiles(options.set, located), options);
  }
}

/** What a check compared with what is published, in words; and the SHA-256 of files for which none is published. */
export interface Checked {
  readonly compared: string;
  readonly sha256: ReadonlyMap<string, string>;
}

/** Reads all of a set that is there and compares it with what is published. Throws an Error that names what differs. */
export async function checkDataSet(name: DataSetName, located: Located): Promise<Checked> {
  const sha256 = new Map<string, string>();
  switch (name) {
    case 'sincos':
      return { compared: 'nothing', sha256 };
    case 'har':
    case 'har-raw': {
      const files = await harFiles(located);
      const read = async (path: string) => {
        const bytes = await files.read(path);
        sha256.set(path, sha256Of(bytes));
        return bytes;
      };
      await readPublishedHar(name, { ...files, read });
      return { compared: name === 'har' ? 'subjects, range of the features' : 'subjects', sha256 };
    }
    default:
      await checkPictures(name, located);
      return { compared: `${IDX_FILES.length} files by SHA-256`, sha256 };
  }
}

async function harFiles({ place, paths }: Located): Promise<HarFiles> {
  const isArchive = Object.keys(paths).length === 0;
  return isArchive ? filesInZip(await readFile(place), place) : filesAt(place, paths);
}
