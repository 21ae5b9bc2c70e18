import type { DataSet } from '../data/dataSet.ts';
import { type DataSetOptions, type InputForm, keyOf } from '../data/sets.ts';
import type { Examples } from '../nn/examples.ts';

type Wanted = DataSetOptions & InputForm;

/** A data set that is loaded, or about to be, and how many are at work on it. */
interface Held {
  readonly set: Promise<DataSet>;
  users: number;
}

/**
 * The data sets that jobs want, each loaded once for all that are at work on it. Data sets are large: beside those in use only
 * the one used last is kept, for neighbouring jobs mostly want the same.
 */
export class LoadedDataSets {
  readonly #load: (options: Wanted) => Promise<DataSet>;
  readonly #held = new Map<string, Held>();

  constructor(load: (options: Wanted) => Promise<DataSet>) {
    this.#load = load;
  }

  /** Does work with a data set. Rejects where it cannot be loaded, or with what the work rejects with. */
  async use<Result>(options: Wanted, work: (set: DataSet) => Promise<Result>): Promise<Result> {
    const key = keyOf(options);
    for (const [other, { users }] of this.#held) if (users === 0 && other !== key) this.#held.delete(other);
    const held = this.#held.get(key) ?? { set: this.#load(options), users: 0 };
    // The next one tries again.
    held.set.catch(() => this.#held.delete(key));
    this.#held.set(key, held);
    held.users++;
    try {
      return await work(await held.set);
    } finally {
      held.users--;
    }
  }
}

/** The same data set in memory that threads share; what lies there is not copied. */
export function shared({ training, test, ...task }: DataSet): DataSet {
  return { ...task, training: sharedExamples(training), test: sharedExamples(test) };
}

function sharedExamples({ x, labels, values, ...counts }: Examples): Examples {
  return { ...counts, x: inShared(x), labels: inShared(labels), ...(values && { values: inShared(values) }) };
}

function inShared<Numbers extends Float32Array | Uint8Array>(numbers: Numbers): Numbers {
  if (numbers.buffer instanceof SharedArrayBuffer) return numbers;
  const Typed = numbers.constructor as new (buffer: SharedArrayBuffer) => Numbers;
  const copy = new Typed(new SharedArrayBuffer(numbers.byteLength));
  copy.set(numbers);
  return copy;
}
