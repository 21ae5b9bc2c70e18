/**
 * Half-done work that a later process goes on with. A line that says what it is, a line with the SHA-256 of what follows,
 * the values, and the first line again: whatever one bit is changed, one of the two says that the file is ours.
 *
 *     kolmoscope build state 1
 *     <64 hex digits>
 *     <values, as v8.serialize writes them>
 *     kolmoscope build state 1
 */
import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';

/** Why a sealed file is not read: `damaged`, of another version (`outdated`), or something that we never wrote (`foreign`). */
export type Unreadable = 'damaged' | 'outdated' | 'foreign';

/** A kind of half-done work: `kolmoscope run state`; the version is raised with every change of what the values mean. */
export interface SealKind {
  readonly name: string;
  readonly version: number;
}

/** The bytes of a sealed file. */
export function seal(kind: SealKind, content: unknown): Uint8Array {
  const mark = markOf(kind);
  const values = serialize(content);
  return Buffer.concat([mark, Buffer.from(`${sha256(values)}\n`), values, mark]);
}

/** What was sealed, or why it cannot be had: the values are looked at only if all of them are as they were written. */
export function unseal(kind: SealKind, bytes: Buffer): { readonly content: unknown } | Unreadable {
  const mark = markOf(kind);
  const [head, tail] = [bytes.subarray(0, mark.length), bytes.subarray(-mark.length)];
  // Also a file that ends within its first line, or before it.
  const isCut = bytes.length < mark.length && mark.subarray(0, bytes.length).equals(bytes);
  if (!head.equals(mark) && !tail.equals(mark) && !isCut) {
    const other = new RegExp(`^${kind.name} \\d+\n`).exec(bytes.toString('latin1', 0, mark.length + 8));
    return other === null ? 'foreign' : 'outdated';
  }
  const start = mark.length + 65;
  const values = bytes.subarray(start, Math.max(start, bytes.length - mark.length));
  const digest = bytes.toString('latin1', mark.length, start - 1);
  if (!head.equals(mark) || !tail.equals(mark) || bytes[start - 1] !== 0x0a || digest !== sha256(values)) {
    return 'damaged';
  }
  try {
    return { content: deserialize(values) };
  } catch {
    // Whole, but written by a later Node than this one.
    return 'outdated';
  }
}

function markOf({ name, version }: SealKind): Buffer {
  return Buffer.from(`${name} ${version}\n`);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
