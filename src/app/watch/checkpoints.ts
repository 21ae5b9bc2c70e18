/** Which files of a folder are the checkpoints of a training run, and in which order they were made. */
import { readdir } from 'node:fs/promises';
import { extname, join, parse, resolve } from 'node:path';
import { ARRAY_FILE_ENDINGS } from '../../arrays/index.ts';
import { UserError } from '../errors.ts';

export interface Checkpoint {
  readonly path: string;
  /** Of the file or folder, with its ending. */
  readonly name: string;
  /** The last number in the name; null where names do not all have a different one. */
  readonly step: number | null;
}

/** Kinds of files that hold weights. What else holds arrays (tables, pictures) counts only where none of these is. */
const WEIGHT_FILE_ENDINGS = ['.safetensors', '.npz', '.npy'];
const SHARDED = '.safetensors.index.json';
const PICKLED = /\.(pt|pth|bin|ckpt|pkl|pickle)$/i;

/**
 * The checkpoints in a folder, in the order of their steps: files of arrays but `except`, or folders that hold
 * .safetensors files. Throws a UserError where there are fewer than `fewest`.
 */
export async function findCheckpoints(folder: string, except: string, fewest: number): Promise<Checkpoint[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOTDIR' ? new UserError(`${folder}: is not a folder`) : error;
  });
  if (entries.some(({ name }) => name.endsWith(SHARDED))) {
    throw new UserError(`${folder}: is one sharded checkpoint; give the folder that holds all of them`);
  }
  const [weights, others]: string[][] = [[], []];
  let pickled = 0;
  for (const entry of entries) {
    const { name } = entry;
    const path = join(folder, name);
    if (name.startsWith('.') || resolve(path) === resolve(except)) continue;
    if (entry.isDirectory()) {
      if ((await readdir(path)).some((file) => file.endsWith('.safetensors'))) weights.push(name);
    } else if (WEIGHT_FILE_ENDINGS.includes(extname(name).toLowerCase())) weights.push(name);
    else if (isKnown(name)) others.push(name);
    else if (PICKLED.test(name)) pickled++;
  }
  const names = weights.length > 0 ? weights : others;
  if (names.length < fewest) {
    const found = `${names.length} checkpoint${names.length === 1 ? '' : 's'}, and an analysis needs ${fewest}`;
    const hint = pickled > 0 ? ' (pickled files are not read: save the weights as .safetensors or .npz)' : '';
    throw new UserError(`${folder}: holds ${found}${hint}`);
  }
  return inOrder(names).map(({ name, step }) => ({ name, step, path: join(folder, name) }));
}

/**
 * Names in the order of their steps: the last run of digits in each, its ending left out. By name, its numbers as numbers,
 * and without steps, where not all have one or two have the same.
 */
export function inOrder(names: readonly string[]): { name: string; step: number | null }[] {
  const steps = names.map((name) => {
    const digits = /\d+(?=\D*$)/.exec(isKnown(name) ? parse(name).name : name)?.[0];
    return digits === undefined || !Number.isSafeInteger(Number(digits)) ? null : Number(digits);
  });
  const areSteps = !steps.includes(null) && new Set(steps).size === steps.length;
  return names
    .map((name, i) => ({ name, step: areSteps ? steps[i] : null }))
    .sort((a, b) => (a.step ?? 0) - (b.step ?? 0) || natural.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
}

/** step-2 before step-10. */
const natural = new Intl.Collator('en', { numeric: true });

function isKnown(name: string): boolean {
  return ARRAY_FILE_ENDINGS.includes(extname(name).toLowerCase());
}
