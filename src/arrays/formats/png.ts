/**
 * PNG pictures as grey levels: https://www.w3.org/TR/png-3/. Rows are unpacked as they stream by; only an interlaced
 * picture is held whole.
 */
import { basename, extname } from 'node:path';
import { crc32 } from 'node:zlib';
import { DEFLATE_RATIO, inflate } from '../../inflate.ts';
import { ByteStream, DiskFile } from '../bytes.ts';
import { type Fail, failIn, quoted } from '../errors.ts';
import { makeTensor, type Tensor } from '../tensor.ts';

const SIGNATURE = '\x89PNG\r\n\x1a\n';
/** Limits what a row takes: at most 100 MB while it is read. */
const MOST_WIDTH = 1 << 22;
const MOST_INTERLACED_PIXELS = 1 << 25;
const CHUNK = 1 << 16;

/** Channels and permitted bit depths of each colour type. */
const COLOUR_TYPES: Record<number, { channels: number; depths: readonly number[] }> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly channels: number;
  readonly isInterlaced: boolean;
  /** Grey level of each palette entry, 0 to 1. */
  readonly palette: Float32Array | undefined;
  /** Where the first IDAT chunk begins, in bytes. */
  readonly start: number;
}

/** A part of the picture that is stored as a picture of its own: everything, or one of Adam7's seven. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}
const WHOLE: readonly Pass[] = [{ x: 0, y: 0, dx: 1, dy: 1 }];
const ADAM7: readonly Pass[] = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
];

/**
 * One tensor [height × width] of 0 (black) to 1 (white): the grey level, or 0.299 R + 0.587 G + 0.114 B (ITU-R 601, as
 * Pillow's convert('L'), without its rounding to bytes). Transparency and gamma are ignored.
 */
export async function openPng(path: string): Promise<Tensor[]> {
  const file = await DiskFile.find(path);
  const picture = await readHead(file, failIn(path));
  return [
    makeTensor({
      file: path,
      name: basename(path, extname(path)),
      shape: [picture.height, picture.width],
      dtype: 'float32',
      isOneOfMany: false,
      read: (fail) => (picture.isInterlaced ? interlaced(file, picture, fail) : sequential(file, picture, fail)),
    }),
  ];
}

async function* sequential(file: DiskFile, picture: Picture, fail: Fail): AsyncGenerator<Float32Array, void> {
  const { width, height } = picture;
  const rowsHeld = Math.min(height, Math.max(1, Math.floor(CHUNK / width)));
  const held = new Float32Array(rowsHeld * width);
  let row = 0;
  for await (const levels of rowsOf(file, picture, WHOLE, fail)) {
    held.set(levels.values, (row % rowsHeld) * width);
    row++;
    if (row % rowsHeld === 0 || row === height) yield held.subarray(0, (((row - 1) % rowsHeld) + 1) * width);
  }
}

async function* interlaced(file: DiskFile, picture: Picture, fail: Fail): AsyncGenerator<Float32Array, void> {
  const { width, height } = picture;
  if (width * height > MOST_INTERLACED_PIXELS) {
    throw fail(`${width} × ${height} pixels, interlaced (at most ${MOST_INTERLACED_PIXELS} pixels)`);
  }
  const all = new Float32Array(width * height);
  for await (const { values, y, x, dx } of rowsOf(file, picture, ADAM7, fail)) {
    for (let i = 0; i < values.length; i++) all[y * width + x + i * dx] = values[i];
  }
  for (let i = 0; i < all.length; i += CHUNK) yield all.subarray(i, i + CHUNK);
}

/** Length and kind before a chunk's data, a checksum after it. */
const FRAME_BYTES = 12;

/** Reads the chunks before the pixels. */
async function readHead(file: DiskFile, fail: Fail): Promise<Picture> {
  const stream = new ByteStream(file.pieces(0));
  try {
    const signature = Buffer.alloc(SIGNATURE.length);
    await stream.read(signature);
    if (signature.toString('latin1') !== SIGNATURE) throw fail('is not a PNG picture: its signature is missing');
    const first = await nextChunk(stream, fail);
    if (first.kind !== 'IHDR' || first.length !== 13) throw fail('does not begin with a PNG header');
    const header = parseHeader(await chunkData(stream, first, fail), file.size, fail);
    let palette: Float32Array | undefined;
    let start = SIGNATURE.length + FRAME_BYTES + first.length;
    for (;;) {
      const chunk = await nextChunk(stream, fail);
      if (chunk.kind === 'IDAT') break;
      if (chunk.kind === 'IEND') throw fail('holds no pixels');
      if (chunk.kind === 'PLTE') {
        if (palette !== undefined || chunk.length % 3 !== 0 || chunk.length > 768) throw fail('its palette is invalid');
        const colours = await chunkData(stream, chunk, fail);
        palette = Float32Array.from({ length: chunk.length / 3 }, (_, i) => luminance(colours, 3 * i) / 255);
      } else {
        if (/^[A-Z]/.test(chunk.kind)) throw fail(`has the unknown chunk ${quoted(chunk.kind)}`);
        await skip(stream, chunk.length + 4, fail);
      }
      start += FRAME_BYTES + chunk.length;
    }
    if (header.colourType !== 3) return { ...header, palette: undefined, start };
    if (palette === undefined) throw fail('lacks its palette');
    return { ...header, palette, start };
  } finally {
    await stream.close();
  }
}

function parseHeader(data: Buffer, fileSize: number, fail: Fail) {
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  const [depth, colourType, compression, filter, interlace] = data.subarray(8);
  const known = Object.hasOwn(COLOUR_TYPES, colourType) ? COLOUR_TYPES[colourType] : undefined;
  if (!known?.depths.includes(depth)) throw fail(`colour type ${colourType} with ${depth} bits is not PNG`);
  if (compression !== 0 || filter !== 0 || interlace > 1)
    throw fail('has an unknown compression, filter or interlacing');
  const rowBytes = Math.ceil((width * known.channels * depth) / 8);
  const isAbsurd = width === 0 || height === 0 || width > MOST_WIDTH;
  if (isAbsurd || rowBytes * height > fileSize * DEFLATE_RATIO) {
    throw fail(`${width} × ${height} pixels in a file of ${fileSize} bytes`);
  }
  return { width, height, depth, colourType, channels: known.channels, isInterlaced: interlace === 1 };
}

interface Chunk {
  readonly kind: string;
  /** Bytes of data. */
  readonly length: number;
}

async function nextChunk(stream: ByteStream, fail: Fail): Promise<Chunk> {
  const head = Buffer.alloc(8);
  if ((await stream.read(head)) < head.length) throw fail('is truncated');
  return { length: head.readUInt32BE(0), kind: head.toString('latin1', 4, 8) };
}

/** The data of a small chunk, its checksum verified. */
async function chunkData(stream: ByteStream, { kind, length }: Chunk, fail: Fail): Promise<Buffer> {
  const data = Buffer.alloc(length);
  if ((await stream.read(data)) < length) throw fail('is truncated');
  await checkSum(stream, crc32(data, crc32(kind)), fail);
  return data;
}

async function checkSum(stream: ByteStream, sum: number, fail: Fail): Promise<void> {
  const expected = Buffer.alloc(4);
  if ((await stream.read(expected)) < expected.length) throw fail('is truncated');
  if (expected.readUInt32BE(0) !== sum) throw fail('is damaged: a checksum differs');
}

async function skip(stream: ByteStream, bytes: number, fail: Fail): Promise<void> {
  for (let left = bytes; left > 0; ) {
    const { length } = await stream.next(left);
    if (length === 0) throw fail('is truncated');
    left -= length;
  }
}

/** The data of the IDAT chunks, which follow each other. */
async function* pixelData(file: DiskFile, start: number, fail: Fail): AsyncGenerator<Uint8Array, void> {
  const stream = new ByteStream(file.pieces(start));
  try {
    for (;;) {
      const { kind, length } = await nextChunk(stream, fail);
      if (kind !== 'IDAT') return;
      let sum = crc32(kind);
      for (let left = length; left > 0; ) {
        const part = await stream.next(left);
        if (part.length === 0) throw fail('is truncated');
        sum = crc32(part, sum);
        left -= part.length;
        yield part;
      }
      await checkSum(stream, sum, fail);
    }
  } finally {
    await stream.close();
  }
}

/** Grey levels of one row after the other; valid until the next. */
async function* rowsOf(file: DiskFile, picture: Picture, passes: readonly Pass[], fail: Fail) {
  const { width, height, depth, channels } = picture;
  const stream = new ByteStream(inflate(pixelData(file, picture.start, fail), 'zlib'));
  const pixelBytes = Math.max(1, (channels * depth) / 8);
  const levels = levelReader(picture, fail);
  try {
    for (const { x, y: firstY, dx, dy } of passes) {
      const passWidth = Math.ceil((width - x) / dx);
      if (passWidth <= 0) continue;
      const rowBytes = Math.ceil((passWidth * channels * depth) / 8);
      // The row and, before it, the byte that names its filter.
      let [row, above] = [new Uint8Array(rowBytes + 1), new Uint8Array(rowBytes + 1)];
      const values = new Float32Array(passWidth);
      for (let y = firstY; y < height; y += dy) {
        if ((await stream.read(row)) < row.length) throw fail(`is truncated: the pixels end in row ${y + 1}`);
        unfilter(row, above, pixelBytes, fail);
        levels(row.subarray(1), values);
        yield { values, x, y, dx };
        [row, above] = [above, row];
      }
    }
  } finally {
    await stream.close();
  }
}

/** PNG 9.2: each byte is stored as its difference from a prediction by its left, upper and upper left neighbours. */
function unfilter(row: Uint8Array, above: Uint8Array, pixelBytes: number, fail: Fail): void {
  const filter = row[0];
  if (filter > 4) throw fail(`has a row with the unknown filter ${filter}`);
  for (let i = 1; filter !== 0 && i < row.length; i++) {
    const hasLeft = i > pixelBytes;
    const left = hasLeft ? row[i - pixelBytes] : 0;
    const up = above[i];
    if (filter === 1) row[i] += left;
    else if (filter === 2) row[i] += up;
    else if (filter === 3) row[i] += (left + up) >> 1;
    else row[i] += paeth(left, up, hasLeft ? above[i - pixelBytes] : 0);
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const [byLeft, byUp, byBoth] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - upLeft)];
  if (byLeft <= byUp && byLeft <= byBoth) return left;
  return byUp <= byBoth ? up : upLeft;
}

/** How a row's bytes become grey levels. */
function levelReader({ depth, channels, palette }: Picture, fail: Fail) {
  const sample: (row: Uint8Array, i: number) => number =
    depth === 16
      ? (row, i) => row[2 * i] * 256 + row[2 * i + 1]
      : depth === 8
        ? (row, i) => row[i]
        : (row, i) => (row[(i * depth) >> 3] >> (8 - depth - ((i * depth) & 7))) & (2 ** depth - 1);
  const white = 2 ** depth - 1;
  return (row: Uint8Array, values: Float32Array): void => {
    for (let i = 0; i < values.length; i++) {
      if (palette) {
        const colour = sample(row, i);
        if (colour >= palette.length) throw fail(`has a pixel of colour ${colour}, its palette has ${palette.length}`);
        values[i] = palette[colour];
      } else if (channels < 3) {
        values[i] = sample(row, i * channels) / white;
      } else {
        const first = i * channels;
        values[i] = mix(sample(row, first), sample(row, first + 1), sample(row, first + 2)) / white;
      }
    }
  };
}

function luminance(colours: Uint8Array, at: number): number {
  return mix(colours[at], colours[at + 1], colours[at + 2]);
}

/** In thousandths, so that white is exactly white. */
function mix(red: number, green: number, blue: number): number {
  return (299 * red + 587 * green + 114 * blue) / 1000;
}
