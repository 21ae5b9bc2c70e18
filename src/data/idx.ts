/** The IDX format of MNIST: magic number 0 0 type rank, then rank big-endian sizes, then the values. */
import { readUnpacked, sha256Of } from './files.ts';

const UNSIGNED_BYTE = 0x08;
/** By rank: MNIST has 60 000 labels, and pictures of 47 MB. */
const MOST_BYTES = [0, 2 ** 17, 2 ** 17, 2 ** 26];

/** Parses an IDX file of bytes. `name` stands in the errors; `rank` is the number of dimensions that is expected. */
export function parseIdx(bytes: Uint8Array, name: string, rank: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw new Error(`${name}: ${bytes.length} bytes, too short for an IDX header of ${header}`);
  }
  const magic = view.getUint32(0);
  const expected = UNSIGNED_BYTE * 256 + rank;
  if (magic !== expected) {
    throw new Error(`${name}: magic number ${hex(magic)}, expected ${hex(expected)} (IDX bytes of rank ${rank})`);
  }
  const sizes = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const count = sizes.reduce((product, size) => product * size, 1);
  const present = bytes.length - header;
  if (present !== count) {
    throw new Error(`${name}: the header promises ${sizes.join(' × ')} = ${count} values, the file holds ${present}`);
  }
  // Of a Buffer, subarray would be one, whose slice and comparisons are others than an array's.
  return { sizes, values: new Uint8Array(bytes.buffer, bytes.byteOffset + header, count) };
}

/** An IDX file, packed if its name ends in .gz, and the SHA-256 that it must have unpacked, if that is known. */
export interface IdxFile {
  readonly path: string;
  readonly sha256?: string;
}

/** Images [count × height × width] and their labels, read from two IDX files that must agree in their count. */
export async function readIdxImages(imagesFile: IdxFile, labelsFile: IdxFile) {
  const [images, labels] = await Promise.all([readIdx(imagesFile, 3), readIdx(labelsFile, 1)]);
  const [count, height, width] = images.sizes;
  if (labels.sizes[0] !== count) {
    throw new Error(`${labelsFile.path}: ${labels.sizes[0]} labels for the ${count} images of ${imagesFile.path}`);
  }
  return { count, height, width, pixels: images.values, labels: labels.values };
}

async function readIdx({ path, sha256 }: IdxFile, rank: number) {
  const bytes = await readUnpacked(path, MOST_BYTES[rank]);
  const idx = parseIdx(bytes, path, rank);
  const found = sha256Of(bytes);
  if (sha256 !== undefined && found !== sha256) {
    throw new Error(`${path}: SHA-256 ${found}${path.endsWith('.gz') ? ' when unpacked' : ''}, expected ${sha256}`);
  }
  return idx;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
