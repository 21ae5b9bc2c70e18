/** Bytes of files in pieces of bounded size. */
import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { failIn, rethrow } from './errors.ts';

/** Large enough to hide the cost of a call, small enough for a processor's cache. */
export const PIECE_BYTES = 1 << 21;

/** Bytes that can be read more than once, in pieces: each starts at a multiple of 8 in its buffer. */
export interface Source {
  /** In bytes. */
  readonly size: number;
  /**
   * The bytes from `start` on, in pieces of PIECE_BYTES of which only the last is shorter. A piece is valid, and may be
   * overwritten, until the next one is asked for.
   */
  pieces(start: number): AsyncGenerator<Uint8Array<ArrayBuffer>, void>;
}

/** What the system knows of a file. Throws an ArrayFileError where there is none. */
export function statusOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    return rethrow(error, failIn(path));
  }
}

/** A regular file, known by its size and time: reading it later fails if it has changed. It stays closed in between. */
export class DiskFile implements Source {
  readonly path: string;
  readonly size: number;
  readonly #modified: number;

  private constructor(path: string, size: number, modified: number) {
    this.path = path;
    this.size = size;
    this.#modified = modified;
  }

  static find(path: string): DiskFile {
    const status = statusOf(path);
    if (!status.isFile()) throw failIn(path)('is not a regular file');
    return new DiskFile(path, status.size, status.mtimeMs);
  }

  /** Like `Source.pieces`, and ends after `length` bytes. The next piece is read while the last one is used. */
  async *pieces(start: number, length = this.size - start): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    if (length <= PIECE_BYTES) {
      if (length > 0) yield this.slice(start, length);
      return;
    }
    const handle = await this.#open();
    let coming: Promise<Uint8Array<ArrayBuffer>> | undefined;
    try {
      const bytes = Math.min(length, PIECE_BYTES);
      let [next, other] = [new Uint8Array(bytes), new Uint8Array(length > bytes ? bytes : 0)];
      const end = start + length;
      for (let position = start; position < end; position += bytes) {
        const piece = await (coming ?? this.#fill(handle, next, position));
        [next, other] = [other, next];
        const following = position + bytes;
        coming =
          following < end
            ? this.#fill(handle, next.subarray(0, Math.min(bytes, end - following)), following)
            : undefined;
        coming?.catch(() => {}); // an error is met when the piece is asked for, or never
        yield piece;
      }
    } finally {
      await coming?.catch(() => {});
      await handle.close();
    }
  }

  /**
   * `length` bytes from `start`; the caller has checked that this is a moderate number. Waits for them: to let another
   * thread open, read and close takes ten times as long, and a file may hold a hundred thousand small arrays.
   */
  slice(start: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    let file: number | undefined;
    try {
      file = openSync(this.path, 'r');
      this.#check(fstatSync(file));
      for (let filled = 0; filled < length; ) {
        const count = readSync(file, bytes, filled, length - filled, start + filled);
        if (count === 0) throw failIn(this.path)('is truncated');
        filled += count;
      }
      return bytes;
    } catch (error) {
      return rethrow(error, failIn(this.path));
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  async #open(): Promise<FileHandle> {
    const handle = await open(this.path, 'r').catch((error) => rethrow(error, failIn(this.path)));
    try {
      this.#check(await handle.stat());
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  #check({ size, mtimeMs }: { readonly size: number; readonly mtimeMs: number }): void {
    if (size !== this.size || mtimeMs !== this.#modified) throw failIn(this.path)('changed while it was read');
  }

  async #fill(handle: FileHandle, target: Uint8Array<ArrayBuffer>, position: number) {
    for (let filled = 0; filled < target.length; ) {
      const { bytesRead } = await handle.read(target, filled, target.length - filled, position + filled);
      if (bytesRead === 0) throw failIn(this.path)('is truncated');
      filled += bytesRead;
    }
    return target;
  }
}

/** Pieces of any size, read in portions of the caller's. */
export class ByteStream {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);
  #used = 0;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Fills `target` and returns how many bytes there were: fewer than it takes only at the end. */
  async read(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const part = await this.next(target.length - filled);
      if (part.length === 0) break;
      target.set(part, filled);
      filled += part.length;
    }
    return filled;
  }

  /** At least one and at most `most` bytes, not copied; none at the end. */
  async next(most: number): Promise<Uint8Array> {
    while (this.#used === this.#piece.length) {
      const { done, value } = await this.#pieces.next();
      if (done) return new Uint8Array(0);
      this.#piece = value;
      this.#used = 0;
    }
    const part = this.#piece.subarray(this.#used, this.#used + most);
    this.#used += part.length;
    return part;
  }

  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}

/** The same bytes, `size` in all, in pieces as `Source` promises them, from `start` on. */
export async function* repacked(
  pieces: AsyncIterable<Uint8Array>,
  size: number,
  start: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const stream = new ByteStream(pieces);
  try {
    for (let skipped = 0; skipped < start; ) {
      const { length } = await stream.next(start - skipped);
      if (length === 0) return;
      skipped += length;
    }
    const piece = new Uint8Array(Math.min(PIECE_BYTES, size - start));
    for (;;) {
      const filled = await stream.read(piece);
      if (filled > 0) yield piece.subarray(0, filled);
      if (filled < piece.length || filled === 0) return;
    }
  } finally {
    await stream.close();
  }
}
