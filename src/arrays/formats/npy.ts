/** NumPy's .npy format: NEP 1, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import { ByteStream, type Source } from '../bytes.ts';
import { type Fail, failIn, quoted } from '../errors.ts';
import { countValues, makeTensor, type Tensor } from '../tensor.ts';
import { bytesPerValue, decoded } from './dtypes.ts';
import { MOST_REORDERED, rowMajor } from './fortran.ts';

const MAGIC = '\x93NUMPY';
/** NumPy itself warns above 10 000 bytes. */
const MOST_HEADER_BYTES = 1 << 16;

/** The array of a .npy file, or of a named entry of an .npz file. The size of the data must be what the header promises. */
export async function openNpy(source: Source, file: string, name?: string): Promise<Tensor> {
  const fail = failIn(file, name);
  const { descr, isFortran, shape, start } = await readHeader(source, fail);
  const { dtype, byteOrder } = numberType(descr);
  const count = countValues(shape, fail);
  const bytes = bytesPerValue(dtype);
  if (bytes !== undefined && start + count * bytes !== source.size) {
    const promise = `${shape.join(' × ') || 'one'} ${dtype} = ${count * bytes} bytes`;
    throw fail(`the header promises ${promise}, the file holds ${source.size - start}`);
  }
  return makeTensor({
    file,
    name,
    shape,
    dtype,
    read(failInTensor) {
      const read = () => decoded(source.pieces(start), dtype, byteOrder, failInTensor);
      if (!isFortran || shape.filter((size) => size > 1).length < 2) return read();
      if (count > MOST_REORDERED) {
        throw failInTensor(
          `${count} values in Fortran order (at most ${MOST_REORDERED}): numpy.ascontiguousarray puts them in the usual one`,
        );
      }
      return rowMajor(read, shape);
    },
  });
}

/** What the header says, and where the values start, in bytes. */
async function readHeader(source: Source, fail: Fail) {
  const stream = new ByteStream(source.pieces(0));
  try {
    const preamble = Buffer.alloc(12);
    const present = await stream.read(preamble);
    if (preamble.toString('latin1', 0, 6) !== MAGIC)
      throw fail('is not a .npy array: it does not begin with \\x93NUMPY');
    const version = preamble[6];
    if (version < 1 || version > 3) throw fail(`.npy version ${version} (1 to 3 are known)`);
    const start = version === 1 ? 10 : 12;
    const length = version === 1 ? preamble.readUInt16LE(8) : preamble.readUInt32LE(8);
    if (present < start || start + length > source.size) throw fail('the header is truncated');
    if (length > MOST_HEADER_BYTES) throw fail(`a header of ${length} bytes (at most ${MOST_HEADER_BYTES})`);
    const header = Buffer.alloc(length);
    preamble.copy(header, 0, start, 12);
    if ((await stream.read(header.subarray(12 - start))) < length - (12 - start)) throw fail('the header is truncated');
    return { ...parseHeader(header.toString(version === 3 ? 'utf8' : 'latin1'), fail), start: start + length };
  } finally {
    await stream.close();
  }
}

/** The three entries of the header, how their values are written, and what is wrong with others. */
const ENTRIES = {
  descr: [/(['"])([^'"\\]*)\1/y, 'structured arrays are not read'],
  fortran_order: [/()(True|False)/y, 'the header has a fortran_order that is not True or False'],
  shape: [/()\(((?:\s*-?\d+L?\s*,)*\s*(?:-?\d+L?\s*)?)\)/y, 'the header has a shape that is not a tuple of integers'],
} as const;

/** The header is a Python dictionary: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), } */
function parseHeader(text: string, fail: Fail) {
  let position = 0;
  const take = (form: RegExp) => {
    form.lastIndex = position;
    const match = form.exec(text);
    if (match) position = form.lastIndex;
    return match;
  };
  const need = (form: RegExp) => {
    const match = take(form);
    if (!match) throw fail(`cannot read the header at ${quoted(text.slice(position, position + 40).trim())}`);
    return match;
  };
  const found: { -readonly [name in keyof typeof ENTRIES]?: string } = {};
  need(/\s*\{/y);
  while (!take(/\s*\}/y)) {
    const key = need(/\s*(['"])([^'"\\]*)\1\s*:\s*/y)[2];
    if (key !== 'descr' && key !== 'fortran_order' && key !== 'shape') throw fail('the header has an unknown key');
    if (found[key] !== undefined) throw fail(`the header has ${key} twice`);
    const [form, problem] = ENTRIES[key];
    const value = take(form);
    if (!value) throw fail(problem);
    found[key] = value[2];
    need(/\s*(?:,|(?=\}))/y);
  }
  if (text.slice(position).trim() !== '') throw fail('the header goes on after its dictionary');
  const { descr, fortran_order: order, shape } = found;
  if (descr === undefined || order === undefined || shape === undefined) {
    throw fail('the header lacks descr, fortran_order or shape');
  }
  return { descr, isFortran: order === 'True', shape: (shape.match(/-?\d+/g) ?? []).map(Number) };
}

const KINDS: Record<string, string> = { b: 'bool', i: 'int', u: 'uint', f: 'float' };

/** '<f4' is float32, little-endian. What we do not read keeps NumPy's code as its name. */
function numberType(descr: string): { dtype: string; byteOrder: 'little' | 'big' } {
  const match = /^([<>|=]?)([biuf])([1248])$/.exec(descr);
  const byteOrder = match?.[1] === '>' ? 'big' : 'little';
  if (!match || (match[2] === 'b' && match[3] !== '1')) return { dtype: descr, byteOrder };
  const [, , kind, bytes] = match;
  const dtype = kind === 'b' ? 'bool' : `${KINDS[kind]}${8 * Number(bytes)}`;
  return { dtype: bytesPerValue(dtype) === undefined ? descr : dtype, byteOrder };
}
