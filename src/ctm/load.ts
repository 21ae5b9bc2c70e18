import { checkSize, decodeTable } from './format.ts';
import type { CtmTable } from './table.ts';

// Whole literals, so that bundlers see the files.
const SHIPPED: Readonly<Record<string, URL>> = {
  '1d-n5': new URL('../../tables/1d-n5.ctm', import.meta.url),
  '2d-n4': new URL('../../tables/2d-n4.ctm', import.meta.url),
  '2d-n5': new URL('../../tables/2d-n5.ctm', import.meta.url),
};

/** Names of the tables that come with the package. */
export const SHIPPED_TABLES: readonly string[] = Object.keys(SHIPPED);

/** The name of the table that is loaded by default. */
export const DEFAULT_TABLE = '2d-n5';

/**
 * Loads and checks a table: a shipped one by its name (`2d-n5`), another by its URL, or from its bytes. Works in a
 * browser and in Node (20.16 or newer). Throws a TableError where the bytes are not a whole, unaltered table.
 */
export async function loadTable(source: string | URL | Uint8Array = DEFAULT_TABLE): Promise<CtmTable> {
  return decodeTable(source instanceof Uint8Array ? source : await read(locate(source)));
}

function locate(source: string | URL): URL {
  if (source instanceof URL) return source;
  if (Object.hasOwn(SHIPPED, source)) return SHIPPED[source];
  if (URL.canParse(source)) return new URL(source);
  throw new RangeError(`no table is named ${source}; shipped are ${SHIPPED_TABLES.join(', ')}`);
}

async function read(url: URL): Promise<Uint8Array> {
  if (url.protocol === 'file:') {
    // Node's fetch reads no files; an import would keep this module out of browsers.
    const { readFile, stat } = globalThis.process.getBuiltinModule('node:fs/promises');
    checkSize((await stat(url)).size);
    return readFile(url);
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  // Not every browser can iterate over a body.
  const body = response.body?.getReader();
  for (let next = await body?.read(); next?.value !== undefined; next = await body?.read()) {
    size += next.value.length;
    checkSize(size);
    pieces.push(next.value);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
