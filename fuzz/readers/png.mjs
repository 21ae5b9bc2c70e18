import { crc32, deflateSync } from 'node:zlib';
import { field } from '../draw.mjs';
import { arrayReader } from '../files.mjs';

const KINDS = [
  [0, 1],
  [0, 2],
  [0, 4],
  [0, 8],
  [0, 16],
  [2, 8],
  [2, 16],
  [3, 1],
  [3, 4],
  [3, 8],
  [4, 8],
  [4, 16],
  [6, 8],
  [6, 16],
];
const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** A picture of random pixels under any filter; what is wrong stands behind right checksums, most often. */
function make(draw) {
  const [colour, depth] = draw.pick(KINDS);
  const [width, height] = [draw.from(1, 20), draw.from(1, 20)];
  const interlaced = draw.once(4) ? 1 : 0;
  const rows = (columns, count) =>
    Array.from({ length: columns > 0 ? count : 0 }, () =>
      Buffer.concat([
        field(draw.other(draw.below(5), [5, 255], 400), 1),
        draw.bytes(Math.ceil((columns * CHANNELS[colour] * depth) / 8)),
      ]),
    );
  const passes = ['0088', '4088', '0448', '2044', '0224', '1022', '0112'].map((digits) => [...digits].map(Number));
  const parts = interlaced ? passes : [[0, 0, 1, 1]];
  const pixels = Buffer.concat(
    parts.flatMap(([x, y, dx, dy]) => rows(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy))),
  );
  const packed = draw.torn(deflateSync(draw.torn(pixels, 30), { level: 1 }), 12);
  const header = Buffer.concat([
    field(draw.number(width, 40), 4, true),
    field(draw.number(height, 40), 4, true),
    field(draw.number(depth, 60), 1),
    field(draw.number(colour, 60), 1),
    field(draw.number(0, 100), 1),
    field(draw.number(0, 100), 1),
    field(draw.number(interlaced, 60), 1),
  ]);
  const cut = draw.below(packed.length + 1);
  const chunks = [['IHDR', header]];
  if (colour === 3 || draw.once(20))
    chunks.push(['PLTE', draw.bytes(draw.other(3 * 2 ** Math.min(8, depth), [0, 3, 4, 768, 771], 30))]);
  if (draw.once(5)) chunks.push([draw.pick(['tEXt', 'gAMA', 'ABCD', 'tRNS', 'IEND']), draw.bytes(draw.below(9))]);
  chunks.push(
    ...(draw.once(3)
      ? [
          ['IDAT', packed.subarray(0, cut)],
          ['IDAT', packed.subarray(cut)],
        ]
      : [['IDAT', packed]]),
  );
  if (draw.once(40)) chunks.push(draw.pick(chunks));
  if (!draw.once(30)) chunks.push(['IEND', Buffer.alloc(0)]);
  const bytes = chunks.flatMap(([kind, data]) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    return [field(draw.number(data.length, 100), 4, true), body, field(draw.number(crc32(body), 200), 4, true)];
  });
  return draw.torn(Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...bytes]), 30);
}

export default arrayReader('png', make);
