/** A model in several .safetensors files, with an index that names the file of each tensor. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DiskFile } from '../bytes.ts';
import { failIn, quoted, rethrow } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { isObject, parseJsonObject } from './json.ts';
import { openSafetensors } from './safetensors.ts';

export const INDEX_ENDING = '.safetensors.index.json';
const MOST_INDEX_BYTES = 1 << 25;

/** A folder with an index (model.safetensors.index.json where there are several), or with one .safetensors file. */
export async function openFolder(folder: string): Promise<Tensor[]> {
  const fail = failIn(folder);
  const names = await readdir(folder).catch((error) => rethrow(error, fail));
  const indexes = names.filter((name) => name.endsWith(INDEX_ENDING));
  const index = indexes.length === 1 ? indexes[0] : indexes.find((name) => name === `model${INDEX_ENDING}`);
  if (index !== undefined) return openIndex(join(folder, index));
  if (indexes.length > 1) throw fail(`holds ${indexes.length} indexes: name one of them`);
  const files = names.filter((name) => name.endsWith('.safetensors'));
  if (files.length === 1) return openSafetensors(join(folder, files[0]));
  throw fail(
    files.length === 0
      ? `is a folder without .safetensors files`
      : `holds ${files.length} .safetensors files without an index (*${INDEX_ENDING})`,
  );
}

/** The tensors of all shards, in the order of the shards' names. What a shard holds beside the index is read as well. */
export async function openIndex(path: string): Promise<Tensor[]> {
  const fail = failIn(path);
  const file = DiskFile.find(path);
  if (file.size > MOST_INDEX_BYTES) throw fail(`an index of ${file.size} bytes (at most ${MOST_INDEX_BYTES})`);
  const weightMap = parseJsonObject(file.slice(0, file.size), fail).weight_map;
  if (!isObject(weightMap)) throw fail('has no weight_map');

  const shardOf = new Map<string, string>();
  for (const [name, shard] of Object.entries(weightMap)) {
    if (typeof shard !== 'string' || shard !== basename(shard) || !shard.endsWith('.safetensors')) {
      const problem = `its file is ${quoted(JSON.stringify(shard))}, not a .safetensors file beside the index`;
      throw failIn(path, name)(problem);
    }
    shardOf.set(name, shard);
  }
  if (shardOf.size === 0) throw fail('names no tensors');

  const tensors: Tensor[] = [];
  const found = new Map<string, string>();
  for (const shard of [...new Set(shardOf.values())].sort()) {
    for (const tensor of await openSafetensors(join(dirname(path), shard))) {
      const { name } = tensor;
      if ((shardOf.get(name) ?? shard) !== shard) continue;
      if (found.has(name)) throw failIn(path, name)(`stands in ${found.get(name)} and in ${shard}`);
      found.set(name, shard);
      tensors.push(tensor);
    }
  }
  for (const [name, shard] of shardOf) {
    if (!found.has(name)) throw failIn(path, name)(`is not in ${shard}, where the index has it`);
  }
  return tensors;
}
