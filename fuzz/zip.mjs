import { crc32, deflateRawSync } from 'node:zlib';
import { field } from './draw.mjs';

/** A zip archive of these files, any field of which may be wrong; each checksum is that of what lies there. */
export function makeZip(draw, files) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [name, content] of files) {
    const method = draw.pick([0, 0, 0, 8]);
    const packed = draw.torn(method === 8 ? deflateRawSync(content, { level: 1 }) : content, 12);
    const title = Buffer.from(draw.other(name, ['', '/a.npy', '..', 'a\\b.npy', 'a'.repeat(2000), '\u0000.npy'], 40));
    const claimed = {
      size: draw.number(content.length, 40),
      packed: draw.number(packed.length, 40),
      at: draw.number(at, 40),
    };
    const is64 = draw.once(8);
    const extra = draw.once(20) ? draw.bytes(draw.below(24)) : is64 ? extra64(draw, claimed) : Buffer.alloc(0);
    const of = (value) => field(is64 ? 0xffff_ffff : value, 4);
    const common = [
      field(20, 2),
      field(draw.other(0, [1, 8, 0x40, 0x800], 30), 2),
      field(draw.other(method, [1, 9, 93, 99], 40), 2),
      Buffer.alloc(4),
      field(draw.number(crc32(content), 60), 4),
      of(claimed.packed),
      of(claimed.size),
      field(draw.number(title.length, 60), 2),
      field(draw.number(extra.length, 60), 2),
    ];
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), ...common, title, extra, packed]);
    const comment = draw.once(30) ? draw.bytes(5) : Buffer.alloc(0);
    const place = [field(comment.length, 2), Buffer.alloc(8), of(claimed.at)];
    directory.push(Buffer.from('PK\x01\x02'), field(20, 2), ...common, ...place, title, extra, comment);
    parts.push(local);
    at += local.length;
  }
  const listing = Buffer.concat(directory);
  const count = draw.number(files.length);
  const end64 = draw.once(6) ? zip64(draw, count, listing.length, at) : Buffer.alloc(0);
  const comment = draw.bytes(draw.once(10) ? draw.below(9) : 0);
  const end = [
    Buffer.from('PK\x05\x06'),
    field(draw.number(0, 60), 2),
    field(0, 2),
    field(count, 2),
    field(count, 2),
    field(draw.number(listing.length), 4),
    field(draw.number(at), 4),
    field(draw.number(comment.length, 60), 2),
    comment,
  ];
  return draw.torn(Buffer.concat([...parts, listing, end64, ...end]), 8);
}

/** The extra field with the sizes and the place in 64 bits. */
function extra64(draw, { size, packed, at }) {
  const values = Buffer.concat([size, packed, at].map((value) => field(draw.number(value), 8)));
  return Buffer.concat([field(draw.other(1, [2, 0x7075], 20), 2), field(draw.number(values.length, 20), 2), values]);
}

/** The end of the directory in 64 bits, and the record that says where it is. */
function zip64(draw, count, bytes, at) {
  const record = [
    Buffer.from('PK\x06\x06'),
    field(44, 8),
    field(45, 2),
    field(45, 2),
    field(draw.number(0), 4),
    field(0, 4),
    field(draw.number(count), 8),
    field(draw.number(count), 8),
    field(draw.number(bytes), 8),
    field(draw.number(at), 8),
  ];
  const locator = [Buffer.from('PK\x06\x07'), field(0, 4), field(draw.number(at + bytes, 3), 8), field(1, 4)];
  return Buffer.concat(draw.once(5) ? locator : [...record, ...locator]);
}
