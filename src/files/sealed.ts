/**
 * Half-done work that a later process goes on with. A line that says what it is, a line with the SHA-256 of what follows,
 * the values, and the first line again: where the one is damaged, the other says that the file is ours.
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
  if (!bytes.includes(mark)) {
    const isCut = mark.subarray(0, bytes.length).equals(bytes) || bytes.every((byte) => byte === 0);
    const isOther = new RegExp(`^${kind.name} \\d+\n`).test(bytes.toString('latin1', 0, mark.length + 8));
    // Before there were seals, the values stood alone.
    const isBare = bytes.subarray(0, 2).equals(serialize(0).subarray(0, 2));
    return isCut ? 'damaged' : isOther || isBare ? 'outdated' : 'foreign';
  }
  const values = bytes.subarray(mark.length + 65, -mark.length);
  const head = Buffer.concat([mark, Buffer.from(`${sha256(values)}\n`)]);
  const isWhole = bytes.subarray(0, head.length).equals(head) && bytes.subarray(-mark.length).equals(mark);
  if (!isWhole) return 'damaged';
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
