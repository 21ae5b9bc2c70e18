/** NumPy's .npy format: NEP 1, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import { ByteStream, type Source } from '../bytes.ts';
import { type Fail, failIn, quoted } from '../errors.ts';
import { countValues, makeTensor, type Tensor } from '../tensor.ts';
import { bytesPerValue, decoded } from './dtypes.ts';
import { rowMajor } from './fortran.ts';

const MAGIC = '\x93NUMPY';
/** NumPy itself warns above 10 000 bytes. */
const MOST_HEADER_BYTES = 1 << 16;

interface Header {
  readonly descr: string;
  readonly isFortran: boolean;
  readonly shape: readonly number[];
  /** Where the values start, in bytes. */
  readonly start: number;
}

/** The array of a .npy file, or of an entry of an .npz file. The size of the data must be what the header promises. */
export async function openNpy(source: Source, file: string, name: string, isOneOfMany: boolean): Promise<Tensor> {
  const fail = failIn(file, isOneOfMany ? name : undefined);
  const { descr, isFortran, shape, start } = await readHeader(source, fail);
  const { dtype, byteOrder } = numberType(descr);
  const count = countValues(shape, fail);
  const bytes = bytesPerValue(dtype);
  if (bytes !== undefined && start + count * bytes !== source.size) {
    const promise = `${shape.join(' × ') || 'one'} ${dtype} = ${count * bytes} bytes`;
    throw fail(`the header promises ${promise}, the file holds ${source.size - start}`);
  }
  const read = () => decoded(source.pieces(start), dtype, byteOrder);
  return makeTensor({
    file,
    name,
    shape,
    dtype,
    isOneOfMany,
    read(failInTensor) {
      if (bytes === undefined) throw failInTensor(`cannot read values of type ${quoted(dtype)}`);
      return isFortran && shape.filter((size) => size > 1).length > 1 ? rowMajor(read, shape) : read();
    },
  });
}

async function readHeader(source: Source, fail: Fail): Promise<Header> {
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

const TOKEN = /\s*(?:'([^'\\]*)'|"([^"\\]*)"|(True|False)|(-?\d+)L?|([{}():,[\]]))/y;

/** The header is a Python dictionary: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), } */
function parseHeader(text: string, fail: Fail): Omit<Header, 'start'> {
  let position = 0;
  const next = (): string | boolean | { number: string } | { mark: string } => {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (!match) throw fail(`cannot read the header at ${quoted(text.slice(position, position + 40))}`);
    position = TOKEN.lastIndex;
    const [, single, double, truth, number, mark] = match;
    if (mark !== undefined) return { mark };
    if (number !== undefined) return { number };
    return single ?? double ?? truth === 'True';
  };
  const isMark = (token: ReturnType<typeof next>, mark: string) =>
    typeof token === 'object' && 'mark' in token && token.mark === mark;
  const need = (mark: string) => {
    const before = position;
    if (!isMark(next(), mark)) throw fail(`the header lacks "${mark}" at ${quoted(text.slice(before, before + 40))}`);
  };

  const found: { descr?: string; fortran_order?: boolean; shape?: number[] } = {};
  need('{');
  for (let key = next(); !isMark(key, '}'); key = next()) {
    if (key !== 'descr' && key !== 'fortran_order' && key !== 'shape') throw fail('the header has an unknown key');
    if (found[key] !== undefined) throw fail(`the header has ${key} twice`);
    need(':');
    const value = next();
    if (key === 'descr') {
      if (typeof value !== 'string') throw fail('structured arrays are not read');
      found.descr = value;
    } else if (key === 'fortran_order') {
      if (typeof value !== 'boolean') throw fail('the header has a fortran_order that is not True or False');
      found.fortran_order = value;
    } else {
      if (!isMark(value, '(')) throw fail('the header has a shape that is not a tuple');
      const shape: number[] = [];
      for (let size = next(); !isMark(size, ')'); size = next()) {
        if (typeof size !== 'object' || !('number' in size))
          throw fail('the header has a shape that is not of integers');
        shape.push(Number(size.number));
        const comma = next();
        if (isMark(comma, ')')) break;
        if (!isMark(comma, ',')) throw fail('the header has a shape that is not a tuple');
      }
      found.shape = shape;
    }
    const comma = next();
    if (isMark(comma, '}')) break;
    if (!isMark(comma, ',')) throw fail('the header is not a dictionary');
  }
  if (text.slice(position).trim() !== '') throw fail('the header goes on after its dictionary');
  const { descr, fortran_order: isFortran, shape } = found;
  if (descr === undefined || isFortran === undefined || shape === undefined) {
    throw fail('the header lacks descr, fortran_order or shape');
  }
  return { descr, isFortran, shape };
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
