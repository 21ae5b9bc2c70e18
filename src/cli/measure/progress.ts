import { type ArrayFileError, plainText, type Tensor, type Values } from '../../arrays/index.ts';
import { type Measuring, TooSmallError } from '../../tensors/index.ts';
import { StatusLine, timeLeft } from '../statusLine.ts';

/** Nothing is shown of what takes less. */
const PATIENCE = 1000;
/** Between two lines, in milliseconds: rewritten ones on a terminal, plain ones elsewhere. */
const LIVE_INTERVAL = 200;
const PLAIN_INTERVAL = 10_000;

/** How far the measuring is and what went wrong, on standard error. */
export class MeasureStatus {
  /** What was said of files and arrays that could not be measured. */
  readonly problems: string[] = [];
  /** Whether one of them is worse than too small for a block. */
  hasFailed = false;
  readonly #line = new StatusLine();
  readonly #interval = this.#line.isLive ? LIVE_INTERVAL : PLAIN_INTERVAL;
  readonly #started = performance.now();
  #shown = this.#started + PATIENCE - this.#interval;
  /** Values to be read or drawn, and those that were. */
  #expected = 0;
  #done = 0;
  readonly #passes: number;
  readonly #nulls: number;
  #current = '';

  constructor(how: Measuring, nulls: number) {
    this.#passes = passes(how.bits);
    this.#nulls = nulls;
  }

  expect(tensors: readonly Tensor[]): void {
    for (const tensor of tensors) this.#expected += countValues(tensor) * (this.#passes + this.#nulls);
  }

  /** The same tensor, whose values are noted as they are read. */
  watch(tensor: Tensor): Tensor {
    const noted = (values: Values) => this.done(values.length);
    this.#current = tensor.name;
    return {
      ...tensor,
      async *chunks() {
        for await (const values of tensor.chunks()) {
          yield values;
          noted(values);
        }
      },
    };
  }

  /** So many values were read or drawn. */
  done(values: number): void {
    this.#done += values;
    const now = performance.now();
    if (now - this.#shown < this.#interval) return;
    this.#shown = now;
    const share = Math.min(1, this.#done / this.#expected);
    const seconds = ((now - this.#started) / 1000) * (1 / share - 1);
    this.#line.show(`${(100 * share).toFixed(0)} %, ${timeLeft(seconds)} · ${plainText(this.#current)}`);
  }

  /** Says what is wrong with a file or an array. */
  problem(error: ArrayFileError): void {
    this.problems.push(error.message);
    this.hasFailed ||= !(error instanceof TooSmallError);
    this.clear();
    process.stderr.write(`kolmoscope: ${error.message}\n`);
  }

  /** Leaves the terminal's line empty. */
  clear(): void {
    this.#line.clear();
  }
}

export function countValues({ shape }: Tensor): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** How often a tensor is read; the median's search is guessed. */
function passes(bits: Measuring['bits']): number {
  if (bits === 'median') return 4;
  return bits === 'mean' || (typeof bits === 'object' && 'planes' in bits) ? 2 : 1;
}
