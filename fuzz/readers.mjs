import { readdirSync } from 'node:fs';

const FOLDER = new URL('./readers/', import.meta.url);

/** What is fuzzed, by name. */
export const READERS = readdirSync(FOLDER).map((file) => file.replace(/\.mjs$/, ''));

/**
 * A reader: `make(draw)` gives the bytes of a case, `read(bytes)` reads them and throws unless what comes is as it must be,
 * `isRefusal(error)` tells the errors that are its own, and `ending` is that of its files.
 */
export async function loadReader(name) {
  return (await import(new URL(`${name}.mjs`, FOLDER).href)).default;
}

/** The file in a worker's folder with its numbers, as float64: the case that it reads, and what it found so far. */
export const PROGRESS = 'progress';
export const NUMBERS = ['isReady', 'number', 'done', 'read', 'refused', 'slowest', 'slowestNumber'];
