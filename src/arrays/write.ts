/** Writers of the formats that Python opens, for arrays that fit into memory. */
import { crc32 } from 'node:zlib';

/** An array as it will stand in a file. Values in row-major order. */
export interface NamedArray {
  readonly name: string;
  /** Sizes of the axes; [] for a scalar. */
  readonly shape: readonly number[];
  readonly values: Float64Array | Float32Array | Int8Array | Uint8Array;
}

/** With safetensors' name and NumPy's. */
const TYPES = [
  [Float64Array, 'F64', '<f8'],
  [Float32Array, 'F32', '<f4'],
  [Int8Array, 'I8', '|i1'],
  [Uint8Array, 'U8', '|u1'],
] as const;

/**
 * A .safetensors file. The arrays lie in it in their order, but wider numbers first, as the safetensors library
 * has them: so all values are aligned. Throws a RangeError for a shape that does not fit its values and for a name
 * that stands twice or is the format's own.
 */
export function writeSafetensors(
  arrays: readonly NamedArray[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  checkArrays(arrays);
  const sorted = [...arrays].sort((a, b) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT);
  let end = 0;
  const entries = sorted.map(({ name, shape, values }) => {
    if (name === '__metadata__') throw new RangeError('an array cannot be named __metadata__ in a safetensors file');
    const begin = end;
    end += values.byteLength;
    return [name, { dtype: typeOf(values)[1], shape, data_offsets: [begin, end] }] as const;
  });
  // Joined by hand: an object would put names that are numbers first.
  const members = [...(Object.keys(metadata).length > 0 ? [['__metadata__', metadata] as const] : []), ...entries];
  const json = `{${members.map((member) => member.map((part) => JSON.stringify(part)).join(':')).join(',')}}`;
  const header = padded(json, 8, 0);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return join([length, header, ...sorted.map(({ values }) => rawBytes(values))]);
}

/** A .npy file, version 1.0. Throws a RangeError for a shape that does not fit its values. */
export function writeNpy({ name, shape, values }: NamedArray): Uint8Array {
  checkArrays([{ name, shape, values }]);
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${typeOf(values)[2]}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const preamble = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  const header = padded(dictionary, 64, preamble.length, '\n');
  preamble.writeUInt16LE(header.length, 8);
  return join([preamble, header, rawBytes(values)]);
}

/** Of a zip file without its extension to 64 bits, where the largest number of each field stands for "see there". */
const MOST_ZIP = { entries: 0xfffe, bytes: 0xffff_fffe };

/**
 * An .npz file: a zip of .npy entries, stored, as numpy.savez has it (PKWARE's APPNOTE.TXT, 4.3). The same arrays give
 * the same bytes. `comment` is a note on the whole file. Throws a RangeError as the writers above, and for more than
 * 65 534 arrays or 4 GiB.
 */
export function writeNpz(arrays: readonly NamedArray[], comment = ''): Uint8Array {
  checkArrays(arrays);
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let position = 0;
  for (const array of arrays) {
    const file = writeNpy(array);
    const title = Buffer.from(`${array.name}.npy`);
    if (arrays.length > MOST_ZIP.entries || position + file.length > MOST_ZIP.bytes || title.length > 0xffff) {
      throw new RangeError('more or larger arrays, or a longer name, than an .npz file can hold');
    }
    // Version 2.0; names are UTF-8; stored; 1 January 1980, 00:00; checksum, sizes, length of the name, no extra field.
    const common = Buffer.from('14000008000000002100'.padEnd(52, '0'), 'hex');
    common.writeUInt32LE(crc32(file), 10);
    common.writeUInt32LE(file.length, 14);
    common.writeUInt32LE(file.length, 18);
    common.writeUInt16LE(title.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(position, 10);
    parts.push(Buffer.from('PK\x03\x04'), common, title, file);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), common, place, title);
    position += 4 + common.length + title.length + file.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(arrays.length, 8);
  end.writeUInt16LE(arrays.length, 10);
  const listing = join(directory);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(position, 16);
  const note = Buffer.from(comment);
  end.writeUInt16LE(note.length, 20);
  return join([...parts, listing, end, note]);
}

function checkArrays(arrays: readonly NamedArray[]): void {
  const names = new Set<string>();
  for (const { name, shape, values } of arrays) {
    if (names.has(name)) throw new RangeError(`two arrays are named ${name}`);
    names.add(name);
    const isShape = shape.every((size) => Number.isInteger(size) && size >= 0);
    if (!isShape || shape.reduce((a, b) => a * b, 1) !== values.length) {
      throw new RangeError(`${name}: ${values.length} values do not fill the shape ${shape.join(' × ')}`);
    }
  }
}

function typeOf(values: NamedArray['values']) {
  const type = TYPES.find(([Type]) => values instanceof Type);
  if (!type) throw new RangeError(`values of the type ${Object.prototype.toString.call(values)} are not written`);
  return type;
}

/** Little-endian, as every machine that Node supports well has them. */
function rawBytes({ buffer, byteOffset, byteLength }: NamedArray['values']): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A header with spaces and its last character behind it, so that the values start at a multiple of `step` bytes. */
function padded(text: string, step: number, before: number, last = ''): Buffer {
  const spaces = -(before + Buffer.byteLength(text) + last.length) & (step - 1);
  return Buffer.from(text + ' '.repeat(spaces) + last);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
