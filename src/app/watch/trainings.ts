/** A training that is watched: the folder of its checkpoints, and its losses. */
import { createHash } from 'node:crypto';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { readBounded } from '../bounded.ts';
import { UsageError, UserError } from '../errors.ts';
import { findCheckpoints } from './checkpoints.ts';
import { lossesOf, parseLosses } from './losses.ts';

export interface LossRequest {
  /** File of the losses, as it is given or within each folder. */
  readonly loss: string;
  /** A checkpoint's loss is the mean since the one before, not that of its own step. */
  readonly lossMean?: boolean;
}

/** Folders' checkpoints, at least so many in each, and the loss of each checkpoint. Throws a UserError. */
export async function readTrainings(
  folders: readonly string[],
  { loss, lossMean = false }: LossRequest,
  fewest: number,
) {
  const trainings = [];
  for (const folder of folders) {
    const { path: lossFile, bytes } = await readLosses(folder, loss, folders.length > 1);
    const checkpoints = await findCheckpoints(folder, lossFile, fewest);
    const { losses, rule: lossRule } = lossesOf(parseLosses(bytes.toString('utf8'), lossFile), checkpoints, lossMean);
    const lossSha256 = createHash('sha256').update(bytes).digest('hex');
    trainings.push({ folder, checkpoints, losses, lossRule, lossFile, lossSha256 });
  }
  return trainings;
}

/** A million rows of three numbers. */
const MOST_BYTES = 2 ** 25;

/** The file as it is given or, where there is none, in the folder. Of several runs each has its own in its folder. */
async function readLosses(folder: string, loss: string, isOneOfMany: boolean) {
  if (isOneOfMany && isAbsolute(loss)) {
    throw new UsageError(`${loss}: is one file for several runs; give its path within each folder`);
  }
  const given = isOneOfMany ? undefined : await readBounded(loss, MOST_BYTES);
  if (given !== undefined) return { path: loss, bytes: given };
  const path = isAbsolute(loss) ? loss : join(folder, loss);
  const bytes = await readBounded(path, MOST_BYTES);
  if (bytes === undefined) throw new UserError(`${path}: no such file or folder`);
  return { path, bytes };
}

/** Refuses a folder that is given twice, and results that would stand among the checkpoints. */
export function checkFolders(folders: readonly string[], out: string): void {
  const paths = folders.map((folder) => resolve(folder));
  for (const [i, folder] of folders.entries()) {
    if (paths.indexOf(paths[i]) < i) throw new UsageError(`${folder}: is given twice`);
    if (`${resolve(out)}${sep}`.startsWith(paths[i].endsWith(sep) ? paths[i] : `${paths[i]}${sep}`)) {
      throw new UsageError(`${out}: the results would be written into ${folder}; choose another folder with --out`);
    }
  }
}
