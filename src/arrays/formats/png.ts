/**
 * PNG pictures as grey levels: https://www.w3.org/TR/png-3/. A picture is judged by its header, before anything is
 * unpacked; fast-png then decodes it in bands of rows. Given whole, it would hold all pixels several times, unpack
 * whatever stands in the file, and read interlaced pixels of less than a byte and those of a truncated row wrongly.
 */
import { crc32, deflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import { DEFLATE_RATIO, inflate } from '../../inflate.ts';
import { ByteStream, DiskFile } from '../bytes.ts';
import { type Fail, failIn, quoted } from '../errors.ts';
import { makeTensor, type Tensor } from '../tensor.ts';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Limits what a row takes. */
const MOST_WIDTH = 1 << 20;
const MOST_PIXELS = 1 << 28;
const MOST_INTERLACED_PIXELS = 1 << 25;
/** A picture that is empty packs a thousandfold: so many pixels whatever the file's size, beyond that so many a byte. */
const MOST_PACKED = { pixels: 1 << 27, ratio: 100 };
const MOST_CHUNK_BYTES = 1 << 26;
/** Unpacked rows that are decoded at once, and values that are given out at once, where a row has less. */
const BAND_BYTES = 1 << 18;
const CHUNK = 1 << 16;

const INDEXED = 3;
/** Channels and permitted bit depths of each colour type. */
const COLOUR_TYPES: Record<number, { channels: number; depths: readonly number[] }> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  [INDEXED]: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

/** What the header says, with it as it stands in the file; of each entry of a palette the grey level, 0 to 1. */
type Picture = ReturnType<typeof parseHeader> & { readonly palette?: Float32Array };

/** Parts that are stored as pictures of their own, as first column, first row, and the steps between: Adam7's, and all. */
const [ADAM7, WHOLE] = ['0088 4088 0448 2044 0224 1022 0112', '0011'].map((parts) =>
  parts.split(' ').map((digits) => [...digits].map(Number)),
);

/**
 * One tensor [height × width] of 0 (black) to 1 (white): the grey level, or 0.299 R + 0.587 G + 0.114 B (ITU-R 601, as
 * Pillow's convert('L'), without its rounding to bytes). Transparency and gamma are ignored.
 */
export async function openPng(path: string): Promise<Tensor[]> {
  const file = DiskFile.find(path);
  const picture = await readHead(file, failIn(path));
  return [
    makeTensor({
      file: path,
      shape: [picture.height, picture.width],
      dtype: 'float32',
      read: (fail) => greyLevels(file, picture, fail),
    }),
  ];
}

/** Reads the chunks before the pixels. */
async function readHead(file: DiskFile, fail: Fail): Promise<Picture> {
  let picture: Picture | undefined;
  let palette: Float32Array | undefined;
  for await (const { kind, data } of criticalChunks(file, fail)) {
    if (picture === undefined) {
      if (kind !== 'IHDR' || data.length !== 13) throw fail('does not begin with a PNG header');
      picture = parseHeader(data, file.size, fail);
    } else if (kind === 'PLTE') {
      if (palette !== undefined || data.length % 3 !== 0 || data.length > 768) throw fail('its palette is invalid');
      palette = Float32Array.from({ length: data.length / 3 }, (_, i) => {
        return mix(data[3 * i], data[3 * i + 1], data[3 * i + 2]) / 255;
      });
    } else if (kind === 'IDAT') {
      if (picture.header[9] !== INDEXED) return picture;
      if (palette === undefined) throw fail('lacks its palette');
      return { ...picture, palette };
    } else if (kind !== 'IEND') {
      throw fail(`has the unknown chunk ${quoted(kind)}`);
    }
  }
  throw fail('holds no pixels');
}

function parseHeader(header: Buffer, fileSize: number, fail: Fail) {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colourType, compression, filter, interlace] = header.subarray(8);
  const known = Object.hasOwn(COLOUR_TYPES, colourType) ? COLOUR_TYPES[colourType] : undefined;
  if (!known?.depths.includes(depth)) throw fail(`colour type ${colourType} with ${depth} bits is not PNG`);
  if (compression !== 0 || filter !== 0 || interlace > 1)
    throw fail('has an unknown compression, filter or interlacing');
  const rowBytes = Math.ceil((width * known.channels * depth) / 8);
  const isAbsurd = width === 0 || height === 0 || width > MOST_WIDTH;
  if (isAbsurd || rowBytes * height > fileSize * DEFLATE_RATIO) {
    throw fail(`${width} × ${height} pixels in a file of ${fileSize} bytes`);
  }
  const [mostEver, how] = interlace === 1 ? [MOST_INTERLACED_PIXELS, ', interlaced'] : [MOST_PIXELS, ''];
  const most = Math.min(mostEver, Math.max(MOST_PACKED.pixels, MOST_PACKED.ratio * fileSize));
  if (width * height > most)
    throw fail(`${width} × ${height} pixels${how} in a file of ${fileSize} bytes (at most ${most} pixels)`);
  return { header, width, height, depth, channels: known.channels, isInterlaced: interlace === 1 };
}

/** The chunks that must be understood, one after the other, their checksums verified. */
async function* criticalChunks(file: DiskFile, fail: Fail): AsyncGenerator<{ kind: string; data: Buffer }, void> {
  const stream = new ByteStream(file.pieces(0));
  const take = async (length: number) => {
    const bytes = Buffer.alloc(Math.min(length, file.size));
    if ((await stream.read(bytes)) < length) throw fail('is truncated');
    return bytes;
  };
  try {
    const signature = Buffer.alloc(SIGNATURE.length);
    await stream.read(signature);
    if (!signature.equals(SIGNATURE)) throw fail('is not a PNG picture: its signature is missing');
    for (let kind = ''; kind !== 'IEND'; ) {
      const head = await take(8);
      kind = head.toString('latin1', 4);
      const length = head.readUInt32BE(0);
      if (length > MOST_CHUNK_BYTES) throw fail(`a chunk of ${length} bytes (at most ${MOST_CHUNK_BYTES})`);
      const data = await take(length);
      const sum = (await take(4)).readUInt32BE(0);
      if (!/^[A-Z]/.test(kind)) continue;
      if (crc32(data, crc32(kind)) !== sum) throw fail('is damaged: a checksum differs');
      yield { kind, data };
    }
  } finally {
    await stream.close();
  }
}

/** The compressed data of the chunks that hold it. */
async function* pixelData(file: DiskFile, fail: Fail): AsyncGenerator<Uint8Array, void> {
  for await (const { kind, data } of criticalChunks(file, fail)) if (kind === 'IDAT') yield data;
}

/** Row after row; of an interlaced picture all at the end. */
async function* greyLevels(file: DiskFile, picture: Picture, fail: Fail): AsyncGenerator<Float32Array, void> {
  const { width, height, isInterlaced } = picture;
  const rowsHeld = isInterlaced ? height : Math.min(height, Math.ceil(CHUNK / width));
  const held = new Float32Array(rowsHeld * width);
  let first = 0;
  for await (const { values, x, y, dx } of rowsOf(file, picture, fail)) {
    if (y - first === rowsHeld) {
      yield held;
      first = y;
    }
    for (let i = 0; i < values.length; i++) held[(y - first) * width + x + i * dx] = values[i];
  }
  const rest = held.subarray(0, (height - first) * width);
  for (let i = 0; i < rest.length; i += CHUNK) yield rest.subarray(i, i + CHUNK);
}

/** Grey levels of one row after the other, with their place in the picture; valid until the next. */
async function* rowsOf(file: DiskFile, picture: Picture, fail: Fail) {
  const { header, width, height, depth, channels, isInterlaced } = picture;
  const stream = new ByteStream(inflate(pixelData(file, fail), 'zlib'));
  const levels = levelReader(picture, fail);
  try {
    for (const [x, top, dx, dy] of isInterlaced ? ADAM7 : WHOLE) {
      const [columns, rows] = [Math.ceil((width - x) / dx), Math.ceil((height - top) / dy)];
      if (columns <= 0) continue;
      const values = new Float32Array(columns);
      const rowBytes = Math.ceil((columns * channels * depth) / 8);
      // Each row stands after the byte that names its filter.
      const stride = rowBytes + 1;
      const band = Buffer.alloc(stride * (1 + Math.min(rows, Math.ceil(BAND_BYTES / stride))));
      const most = band.length / stride - 1;
      for (let done = 0; done < rows; done += most) {
        const count = Math.min(most, rows - done);
        const filled = await stream.read(band.subarray(stride, stride * (1 + count)));
        const yOf = (row: number) => top + dy * (done + row);
        if (filled < stride * count) {
          throw fail(`is truncated: the pixels end in row ${yOf(Math.floor(filled / stride)) + 1}`);
        }
        const plain = unfiltered(header, columns, band.subarray(0, stride * (1 + count)), stride, fail);
        for (let row = 0; row < count; row++) {
          levels(plain.subarray(rowBytes * (row + 1)), values);
          yield { values, x, y: yOf(row), dx };
        }
        // The next ones are predicted from the last.
        band.set(plain.subarray(rowBytes * count), 1);
      }
    }
  } finally {
    await stream.close();
  }
}

/** The bytes of some rows: fast-png decodes the picture that consists of them. */
function unfiltered(header: Buffer, width: number, rows: Buffer, stride: number, fail: Fail): Buffer {
  for (let at = 0; at < rows.length; at += stride) {
    if (rows[at] > 4) throw fail(`has a row with the unknown filter ${rows[at]}`);
  }
  const own = Buffer.from(header);
  own.writeUInt32BE(width, 0);
  own.writeUInt32BE(rows.length / stride, 4);
  own[12] = 0; // not interlaced
  const chunks = [chunk('IHDR', own), chunk('IDAT', deflateSync(rows, { level: 0 })), chunk('IEND', Buffer.alloc(0))];
  const { data, depth } = decode(Buffer.concat([SIGNATURE, ...chunks]));
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return depth === 16 ? bytes.swap16() : bytes;
}

/** Its checksum stays 0: nobody looks at it. */
function chunk(kind: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(kind), data, Buffer.alloc(4)]);
}

/** How a row's bytes become grey levels. */
function levelReader({ depth, channels, palette }: Picture, fail: Fail) {
  const white = 2 ** depth - 1;
  const sample = (row: Buffer, i: number) => {
    if (depth === 8) return row[i];
    if (depth === 16) return row[2 * i] * 256 + row[2 * i + 1];
    return (row[(i * depth) >> 3] >> (8 - depth - ((i * depth) & 7))) & white;
  };
  return (row: Buffer, values: Float32Array): void => {
    for (let i = 0; i < values.length; i++) {
      const first = i * channels;
      const value = sample(row, first);
      if (palette && value >= palette.length) {
        throw fail(`has a pixel of colour ${value}, its palette has ${palette.length}`);
      }
      if (palette) values[i] = palette[value];
      else if (channels < 3) values[i] = value / white;
      else values[i] = mix(value, sample(row, first + 1), sample(row, first + 2)) / white;
    }
  };
}

/** In thousandths, so that white is exactly white. */
function mix(red: number, green: number, blue: number): number {
  return (299 * red + 587 * green + 114 * blue) / 1000;
}
