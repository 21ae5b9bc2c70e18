import { Readable } from 'node:stream';
import { createInflate, createInflateRaw, gunzipSync } from 'node:zlib';

/** The most that deflate packs into one byte (zlib's technical notes: 1032:1). */
export const DEFLATE_RATIO = 1032;

/** Unpacks deflated bytes, raw or in zlib's wrapping, in bounded memory. Throws zlib's errors (code Z_…). */
export async function* inflate(
  pieces: AsyncIterable<Uint8Array>,
  wrapping: 'raw' | 'zlib',
): AsyncGenerator<Uint8Array, void> {
  const options = { chunkSize: 1 << 17 };
  const engine = wrapping === 'raw' ? createInflateRaw(options) : createInflate(options);
  const feed = Readable.from(copies(pieces), { highWaterMark: 1 });
  feed.on('error', (error) => engine.destroy(error));
  feed.pipe(engine);
  try {
    yield* engine;
  } finally {
    feed.destroy();
    engine.destroy();
  }
}

/** The stream reads ahead, when a piece is no longer valid. */
async function* copies(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for await (const piece of pieces) yield piece.slice();
}

/**
 * What is in gzipped bytes; undefined where it is more than `most` bytes. Throws zlib's errors (code Z_…). All at once:
 * where it is not waited for, zlib goes on unpacking behind its limit, to gigabytes.
 */
export function gunzipAtMost(bytes: Uint8Array, most: number): Buffer | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}
