/**
 * Lengths under compressors that work on bytes: give them bits eight a byte, as `packBytes` makes them. Each is a figure
 * of the very compressor that Node carries (`process.versions.zlib`, `process.versions.brotli`): the formats fix how
 * to unpack, not how short to pack, so that another version may find another length.
 */

/**
 * Length in bits of the bytes under raw deflate (RFC 1951) at its strongest: level 9, window of 32 KiB, most memory. A
 * whole number of bytes. Throws an Error outside Node.
 */
export function deflateLength(packed: Uint8Array): number {
  const { deflateRawSync, constants } = zlib('deflate');
  const strategy = constants.Z_DEFAULT_STRATEGY;
  // Few bytes come out the same in a window that reaches over all of them, in half of the time.
  const windowBits = packed.length <= LITTLE ? 12 : 15;
  return 8 * deflateRawSync(packed, { level: 9, windowBits, memLevel: 9, strategy }).length;
}

/** A window of 4 KiB reaches back by so many bytes less than it has. */
const LITTLE = 4096 - 262;

/**
 * Length in bits of the bytes under brotli (RFC 7932) at its strongest: quality 11, the standard's largest window of
 * 16 MiB, generic mode. A whole number of bytes. Throws an Error outside Node.
 */
export function brotliLength(packed: Uint8Array): number {
  const { brotliCompressSync, constants } = zlib('brotli');
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_GENERIC,
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  };
  return 8 * brotliCompressSync(packed, { params }).length;
}

/** Asked for at the call: an import would keep this module out of browsers. */
function zlib(compressor: string): typeof import('node:zlib') {
  const found = globalThis.process?.getBuiltinModule?.('node:zlib');
  if (found === undefined) throw new Error(`${compressor} needs the zlib of Node 20.16 or newer; there is none here`);
  return found;
}
