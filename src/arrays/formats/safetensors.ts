/**
 * The safetensors format: https://huggingface.co/docs/safetensors. Eight bytes of header length, a JSON header of
 * names, types, shapes and offsets, then the values, little-endian, row-major, without holes.
 */
import { DiskFile } from '../bytes.ts';
import { type Fail, failIn, quoted } from '../errors.ts';
import { countValues, makeTensor, type Tensor } from '../tensor.ts';
import { bytesPerValue, decoded } from './dtypes.ts';
import { isObject, parseJsonObject } from './json.ts';

/** About 150 000 tensors. */
const MOST_HEADER_BYTES = 1 << 24;
const LENGTH_BYTES = 8;

const TYPES: Record<string, string> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F8_E4M3: 'float8_e4m3fn',
  F8_E5M2: 'float8_e5m2',
  F8_E8M0: 'float8_e8m0fnu',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U64: 'uint64',
  U32: 'uint32',
  U16: 'uint16',
  U8: 'uint8',
  BOOL: 'bool',
};

/** Types of the format that we do not read: their tensors are listed, and an error once their values are asked for. */
const OTHER_TYPE_BITS: Record<string, number> = {
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  C64: 64,
};

/** The tensors in the order in which they lie in the file. */
export async function openSafetensors(path: string): Promise<Tensor[]> {
  const file = DiskFile.find(path);
  const fail = failIn(path);
  if (file.size < LENGTH_BYTES) throw fail(`${file.size} bytes, too short for a safetensors header`);
  const lengthBytes = file.slice(0, LENGTH_BYTES);
  const length = Number(new DataView(lengthBytes.buffer).getBigUint64(0, true));
  const start = LENGTH_BYTES + length;
  if (start > file.size) throw fail(`the header claims ${length} bytes, the file has ${file.size}`);
  if (length > MOST_HEADER_BYTES) throw fail(`a header of ${length} bytes (at most ${MOST_HEADER_BYTES})`);
  const header = parseJsonObject(file.slice(LENGTH_BYTES, length), fail);

  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => parseEntry(name, value, failIn(path, name)));
  if (entries.length === 0) throw fail('holds no arrays');
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let position = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== position) {
      const gap = `leaves ${begin - position} bytes unused before it`;
      throw failIn(path, name)(begin < position ? 'overlaps another tensor' : gap);
    }
    position = end;
    if (start + end > file.size) {
      throw failIn(path, name)(`ends at byte ${end}, the file holds ${file.size - start}`);
    }
  }
  if (start + position < file.size) throw fail(`${file.size - start - position} bytes after the last tensor`);

  return entries.map(({ name, dtype, shape, begin, end }) =>
    makeTensor({
      file: path,
      name,
      shape,
      dtype,
      read: (failInTensor) => decoded(file.pieces(start + begin, end - begin), dtype, 'little', failInTensor),
    }),
  );
}

function parseEntry(name: string, value: unknown, fail: Fail) {
  if (!isObject(value)) throw fail('its entry in the header is not an object');
  const { dtype: code, shape, data_offsets: offsets } = value;
  if (typeof code !== 'string') throw fail('has no dtype');
  const dtype = Object.hasOwn(TYPES, code) ? TYPES[code] : code;
  const bits = Object.hasOwn(OTHER_TYPE_BITS, code) ? OTHER_TYPE_BITS[code] : 8 * (bytesPerValue(dtype) ?? 0);
  if (bits === 0) throw fail(`has the unknown dtype ${quoted(code)}`);
  if (!Array.isArray(shape)) throw fail('has no shape');
  const bytes = Math.ceil((countValues(shape, fail) * bits) / 8);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every((at) => Number.isSafeInteger(at) && at >= 0)) {
    throw fail('has no valid data_offsets');
  }
  const [begin, end]: number[] = offsets;
  if (end - begin !== bytes) {
    throw fail(`its shape ${shape.join(' × ')} of ${dtype} takes ${bytes} bytes, its offsets span ${end - begin}`);
  }
  return { name, dtype, shape: shape as number[], begin, end };
}
