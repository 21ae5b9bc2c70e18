import { writeSafetensors } from '../../dist/arrays/index.js';
import { arrayReader, readArrays, write } from '../files.mjs';

const SHARDS = { 'one.safetensors': ['a', 'b'], 'two.safetensors': ['c'] };
let areThere = false;

function make(draw) {
  const shards = Object.entries(SHARDS).flatMap(([shard, names]) => names.map((name) => [name, shard]));
  const others = [
    'one.safetensors',
    'three.safetensors',
    '../one.safetensors',
    '.safetensors',
    7,
    null,
    ['one.safetensors'],
  ];
  const entries = shards.map(([name, shard]) => [
    draw.other(name, ['a', 'd', '__proto__', '']),
    draw.other(shard, others),
  ]);
  const map = `{${entries.map((entry) => entry.map((part) => JSON.stringify(part)).join(':')).join(',')}}`;
  const rest = draw.once(3) ? `"metadata":${JSON.stringify(draw.value())},` : '';
  return draw.torn(Buffer.from(`{${rest}"weight_map":${draw.other(map, ['{}', '[]', 'null', `[${map}]`])}}`), 5);
}

/** The index of a sharded model, beside two shards. */
export default {
  ...arrayReader('safetensors.index.json', make),
  async read(bytes) {
    for (const [shard, names] of areThere ? [] : Object.entries(SHARDS)) {
      write(shard, writeSafetensors(names.map((name) => ({ name, shape: [2], values: Float32Array.of(1, -1) }))));
    }
    areThere = true;
    await readArrays(write('model.safetensors.index.json', bytes));
  },
};
