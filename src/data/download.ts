import { gunzipSync } from 'node:zlib';
import { readPublishedHar } from './har.ts';
import { filesInZip, OUTER_ZIP } from './harFiles.ts';
import { sha256Of } from './idx.ts';
import { type DataSetName, IDX_FILES, PICTURE_SETS } from './sets.ts';

/** No file of a data set is larger, so that what a wrong server sends does not fill the memory. */
const MOST_BYTES = 2 ** 28;

/**
 * Fetches the files of a set from an address that ends in a slash, by their names, as they were sent. `onFile` hears of
 * each that has arrived and in words what it was compared with. Throws an Error that names the address and what is wrong
 * with what came from there.
 */
export async function fetchDataSet(
  name: DataSetName,
  folder: URL,
  onFile: (file: string, bytes: Uint8Array, compared: string) => void,
): Promise<Map<string, Uint8Array>> {
  const fetched = new Map<string, Uint8Array>();
  if (name === 'har' || name === 'har-raw') {
    const address = new URL(OUTER_ZIP, folder).href;
    const bytes = await fetchBytes(address);
    await readPublishedHar(name, await filesInZip(bytes, address));
    onFile(OUTER_ZIP, bytes, `SHA-256 ${sha256Of(bytes)}`);
    fetched.set(OUTER_ZIP, bytes);
  } else if (name !== 'sincos') {
    for (const file of IDX_FILES) {
      const packed = await fetchPacked(new URL(`${file}.gz`, folder).href, PICTURE_SETS[name].sha256[file]);
      onFile(`${file}.gz`, packed, 'as published');
      fetched.set(`${file}.gz`, packed);
    }
  }
  return fetched;
}

/**
 * Fetches a file packed by gzip and checks the SHA-256 of what is in it. Gives the file as it was sent. Throws an Error
 * that names the address and what is wrong with what came from there.
 */
export async function fetchPacked(address: string, sha256: string): Promise<Uint8Array> {
  const packed = await fetchBytes(address);
  let bytes: Uint8Array;
  try {
    bytes = gunzipSync(packed, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new Error(`${address}: not a whole gzip file: ${(error as Error).message}`);
  }
  const found = sha256Of(bytes);
  if (found !== sha256) throw new Error(`${address}: SHA-256 ${found} when unpacked, expected ${sha256}`);
  return packed;
}

async function fetchBytes(address: string): Promise<Uint8Array> {
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`the server answers ${response.status} ${response.statusText}`.trim());
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of response.body ?? []) {
      size += piece.length;
      if (size > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    // What went wrong is in the cause; the message itself only says that it did.
    const { message, cause } = error as Error;
    throw new Error(`${address}: ${cause instanceof Error ? cause.message || String(cause) : message}`);
  }
}
