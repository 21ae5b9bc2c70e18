/** NumPy's .npz: a zip file of .npy entries, stored or deflated. */
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DEFLATE_RATIO, inflate } from '../../inflate.ts';
import { DiskFile, repacked, type Source } from '../bytes.ts';
import { ArrayFileError, explained, type Fail, failIn } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { openNpy } from './npy.ts';

const MOST_ENTRIES = 100_000;
const STORED = 0;
const DEFLATED = 8;
/** More than this out of so few bytes is no trained network: 1 GiB, packed 200 times. */
const BOMB = { bytes: 2 ** 30, ratio: 200 };

export async function openNpz(path: string): Promise<Tensor[]> {
  const file = await DiskFile.find(path);
  const fail = failIn(path);
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw zipError(error, fail);
  }
  try {
    if (zip.entryCount > MOST_ENTRIES) throw fail(`${zip.entryCount} entries (at most ${MOST_ENTRIES})`);
    return await openEntries(zip, file);
  } catch (error) {
    throw zipError(error, fail);
  } finally {
    zip.close();
  }
}

async function openEntries(zip: ZipFile, file: DiskFile): Promise<Tensor[]> {
  const tensors = new Map<string, Tensor>();
  let packed = 0;
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith('.npy')) continue;
    const name = entry.fileName.slice(0, -'.npy'.length);
    const fail = failIn(file.path, name);
    if (tensors.has(name)) throw fail('stands twice in the file');
    packed += entry.compressedSize;
    if (packed > file.size) throw fail('entries overlap: a zip bomb');
    checkEntry(entry, fail);
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    try {
      tensors.set(name, await openNpy(entrySource(file, entry, fileDataStart, fail), file.path, name, true));
    } catch (error) {
      throw explained(error, fail);
    }
  }
  if (tensors.size === 0) throw failIn(file.path)('holds no arrays');
  return [...tensors.values()];
}

function checkEntry(entry: Entry, fail: Fail): void {
  const { compressionMethod, compressedSize, uncompressedSize } = entry;
  if (entry.isEncrypted()) throw fail('is encrypted');
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    throw fail(`compression method ${compressionMethod} (0, stored, and 8, deflate, are read)`);
  }
  const most = compressionMethod === STORED ? compressedSize : (compressedSize + 1) * DEFLATE_RATIO;
  if (uncompressedSize > most) throw fail(`cannot hold ${uncompressedSize} bytes in ${compressedSize}`);
  if (uncompressedSize > BOMB.bytes && uncompressedSize > BOMB.ratio * compressedSize) {
    throw fail(`${uncompressedSize} bytes packed into ${compressedSize}: a zip bomb`);
  }
}

function entrySource(file: DiskFile, entry: Entry, dataStart: number, fail: Fail): Source {
  const { compressionMethod, compressedSize, uncompressedSize, crc32: expected } = entry;
  async function* checked(): AsyncGenerator<Uint8Array, void> {
    const packed = file.pieces(dataStart, compressedSize);
    let size = 0;
    let sum = 0;
    for await (const piece of compressionMethod === STORED ? packed : inflate(packed, 'raw')) {
      size += piece.length;
      if (size > uncompressedSize) throw fail(`unpacks to more than the ${uncompressedSize} bytes that it claims`);
      sum = crc32(piece, sum);
      yield piece;
    }
    if (size < uncompressedSize) throw fail(`unpacks to ${size} bytes, claims ${uncompressedSize}`);
    if (sum !== expected) throw fail('is damaged: its checksum (CRC-32) differs');
  }
  return { size: uncompressedSize, pieces: (start) => repacked(checked(), start) };
}

/** yauzl's complaints are plain errors with a sentence. */
function zipError(error: unknown, fail: Fail): unknown {
  const known = explained(error, fail);
  if (known instanceof ArrayFileError || !(known instanceof Error) || known.constructor !== Error) return known;
  return fail(`cannot be read as a zip file: ${known.message}`);
}
