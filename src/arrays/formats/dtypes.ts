/** Number types: from the bytes of a file to float32, where it holds all values exactly, or float64. */
import { type Fail, quoted } from '../errors.ts';
import type { Values } from '../tensor.ts';

type Bytes = Uint8Array<ArrayBuffer>;

interface NumberType {
  readonly bytes: number;
  /** A decoder of little-endian bytes, with a buffer of its own where views do not do. */
  decoder(): (bytes: Bytes) => Values;
}

interface ViewType<T> {
  new (buffer: ArrayBuffer, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** Views; the bytes start at a multiple of 8. WebAssembly and every machine that Node supports well: little-endian. */
function view<T>(Type: ViewType<T>): (bytes: Bytes) => T {
  return ({ buffer, byteOffset, length }) => new Type(buffer, byteOffset, length / Type.BYTES_PER_ELEMENT);
}

/** A decoder that writes into a buffer which it keeps. */
function converting<Out extends Values>(
  Output: new (length: number) => Out,
  size: number,
  convert: (bytes: Bytes, out: Out) => void,
): NumberType {
  return {
    bytes: size,
    decoder() {
      let buffer = new Output(0);
      return (bytes) => {
        const length = bytes.length / size;
        if (buffer.length < length) buffer = new Output(length);
        const out = buffer.subarray(0, length) as Out;
        convert(bytes, out);
        return out;
      };
    },
  };
}

function integers(Output: new (length: number) => Values, Type: ViewType<ArrayLike<number>>): NumberType {
  const of = view(Type);
  return converting(Output, Type.BYTES_PER_ELEMENT, (bytes, out) => out.set(of(bytes)));
}

/** 64 bits as two halves: faster than BigInt, and rounded once. */
function wideIntegers(High: typeof Int32Array | typeof Uint32Array): NumberType {
  return converting(Float64Array, 8, (bytes, out) => {
    const low = view(Uint32Array)(bytes);
    const high = view<Int32Array | Uint32Array>(High)(bytes);
    for (let i = 0; i < out.length; i++) out[i] = high[2 * i + 1] * 2 ** 32 + low[2 * i];
  });
}

/**
 * The values of all codes of a float with a sign, by their codes. `infinity`: the largest exponent is for infinities and
 * NaN, as in IEEE 754.
 */
function floatTable(exponent: number, mantissa: number, infinity: boolean): Float32Array {
  const bias = 2 ** (exponent - 1) - 1;
  const half = 2 ** (exponent + mantissa);
  const table = new Float32Array(2 * half);
  for (let code = 0; code < half; code++) {
    const power = code >> mantissa;
    const fraction = (code & (2 ** mantissa - 1)) / 2 ** mantissa;
    let value = power === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (power - bias);
    if (infinity && power === 2 ** exponent - 1) value = fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    if (!infinity && code === half - 1) value = Number.NaN;
    table[code] = value;
    table[half + code] = -value;
  }
  return table;
}

function tabulated(Code: typeof Uint8Array | typeof Uint16Array, makeTable: () => Float32Array): NumberType {
  let table: Float32Array | undefined;
  return converting(Float32Array, Code.BYTES_PER_ELEMENT, (bytes, out) => {
    table ??= makeTable();
    const codes = view<Uint8Array | Uint16Array>(Code)(bytes);
    for (let i = 0; i < out.length; i++) out[i] = table[codes[i]];
  });
}

const TYPES: Record<string, NumberType> = {
  float64: { bytes: 8, decoder: () => view(Float64Array) },
  float32: { bytes: 4, decoder: () => view(Float32Array) },
  float16: tabulated(Uint16Array, () => floatTable(5, 10, true)),
  bfloat16: converting(Float32Array, 2, (bytes, out) => {
    const halves = view(Uint16Array)(bytes);
    const words = new Uint32Array(out.buffer, out.byteOffset, out.length);
    for (let i = 0; i < words.length; i++) words[i] = halves[i] << 16;
  }),
  // Micikevicius et al. 2022, FP8 Formats for Deep Learning, arXiv 2209.05433; E8M0: OCP Microscaling Formats 1.0.
  float8_e4m3fn: tabulated(Uint8Array, () => floatTable(4, 3, false)),
  float8_e5m2: tabulated(Uint8Array, () => floatTable(5, 2, true)),
  float8_e8m0fnu: tabulated(Uint8Array, () =>
    Float32Array.from({ length: 256 }, (_, i) => (i < 255 ? 2 ** (i - 127) : Number.NaN)),
  ),
  int8: integers(Float32Array, Int8Array),
  uint8: integers(Float32Array, Uint8Array),
  int16: integers(Float32Array, Int16Array),
  uint16: integers(Float32Array, Uint16Array),
  int32: integers(Float64Array, Int32Array),
  uint32: integers(Float64Array, Uint32Array),
  int64: wideIntegers(Int32Array),
  uint64: wideIntegers(Uint32Array),
  bool: converting(Float32Array, 1, (bytes, out) => {
    for (let i = 0; i < out.length; i++) out[i] = bytes[i] === 0 ? 0 : 1;
  }),
};

/** Bytes of one value; undefined for a type that we do not read. */
export function bytesPerValue(dtype: string): number | undefined {
  return Object.hasOwn(TYPES, dtype) ? TYPES[dtype].bytes : undefined;
}

/** The values in pieces of whole numbers; float32 and float64 in the machine's byte order are views, not copies. */
export async function* decoded(
  pieces: AsyncIterable<Bytes>,
  dtype: string,
  byteOrder: 'little' | 'big',
  fail: Fail,
): AsyncGenerator<Values, void> {
  if (bytesPerValue(dtype) === undefined) throw fail(`cannot read values of type ${quoted(dtype)}`);
  const { bytes: size, decoder } = TYPES[dtype];
  const decode = decoder();
  for await (const bytes of pieces) {
    if (byteOrder === 'big') swap(bytes, size);
    yield decode(bytes);
  }
}

function swap(bytes: Bytes, size: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else if (size === 8) buffer.swap64();
}
