import { field } from '../draw.mjs';
import { arrayReader } from '../files.mjs';

const TYPES = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U8: 1,
  BOOL: 1,
};

/** A file of some tensors; its header is written by hand, so that keys can stand twice. */
export function makeSafetensors(draw, names) {
  let end = 0;
  const entries = draw.list(0, 4, (i) => {
    const dtype = draw.pick(Object.keys(TYPES));
    const shape = draw.list(0, 3, () => draw.number(draw.from(1, 4), 40));
    const begin = end;
    end += TYPES[dtype] * shape.reduce((product, size) => product * Math.max(0, Math.min(9, size)), 1);
    const entry = {
      dtype: draw.other(dtype, ['F4', 'C64', 'X', '', 7]),
      shape,
      data_offsets: [draw.number(begin, 40), draw.number(end, 40)],
    };
    return [names?.[i] ?? draw.name(), draw.once(10) ? draw.damaged(entry, 1) : entry];
  });
  if (draw.once(6)) entries.unshift(['__metadata__', draw.once(2) ? { format: 'pt' } : draw.value()]);
  const json = `{${entries.map((entry) => entry.map((part) => JSON.stringify(part)).join(':')).join(',')}}`;
  const header = draw.torn(Buffer.from(json.padEnd(draw.pick([0, 8, 64]))), 8);
  return Buffer.concat([
    field(draw.number(header.length, 40), 8),
    header,
    draw.bytes(Math.max(0, draw.number(end, 40) % 5000)),
  ]);
}

export default arrayReader('safetensors', (draw) => draw.torn(makeSafetensors(draw), 20));
