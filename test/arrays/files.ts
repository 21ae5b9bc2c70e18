import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openArrays, type Tensor } from '../../src/arrays/index.ts';
import { zipFile } from '../zipFile.ts';

const folder = await mkdtemp(join(tmpdir(), 'kolmoscope-arrays-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
let count = 0;

/** The path of a new, empty place for a file. */
export function newPath(name: string): string {
  return join(folder, `${count++}-${name}`);
}

/** Writes a file of this ending and returns its path. */
export async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = newPath(name);
  await writeFile(path, content);
  return path;
}

export async function openBytes(name: string, content: string | Uint8Array): Promise<readonly Tensor[]> {
  return openArrays(await write(name, content));
}

/** All values of one tensor, as plain numbers. */
export async function valuesOf(tensor: Tensor): Promise<number[]> {
  const values: number[] = [];
  for await (const chunk of tensor.chunks()) for (const value of chunk) values.push(value);
  return values;
}

export interface Read {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: number[];
}

/** Everything in a file. */
export async function readBytes(name: string, content: string | Uint8Array): Promise<Read[]> {
  const all: Read[] = [];
  for (const tensor of await openBytes(name, content)) {
    const { name, shape, dtype } = tensor;
    all.push({ name, shape, dtype, values: await valuesOf(tensor) });
  }
  return all;
}

export function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** A file of the safetensors format with any header. */
export function safetensors(header: unknown, dataBytes: number | Uint8Array): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const data = typeof dataBytes === 'number' ? Buffer.alloc(dataBytes) : dataBytes;
  return new Uint8Array(Buffer.concat([length, json, data]));
}

/** A file of the .npy format, version 1.0, with any header. */
export function npy(header: string, data: Uint8Array): Uint8Array {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return new Uint8Array(Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(header), data]));
}

/** CRC-32 as in the PNG specification's annex, bit by bit. */
export function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

/** A zip archive as numpy.savez writes it, its members stored: `.npy` is added to their names. */
export function npz(members: readonly (readonly [name: string, file: Uint8Array])[]): Uint8Array {
  const files = Object.fromEntries(members.map(([name, file]) => [`${name}.npy`, file]));
  return new Uint8Array(zipFile(files, { stored: true }));
}
