import { count } from '../../format.ts';
import { StatusLine, timeLeft } from '../statusLine.ts';

/** Nothing is said of what takes less, in milliseconds; and so much lies between two lines. */
const PATIENCE = 1000;
const PLAIN_INTERVAL = 10_000;

/** How many checkpoints are measured, on standard error: one line that is rewritten on a terminal, else some lines. */
export class WatchStatus {
  readonly #name: string;
  readonly #all: number;
  readonly #line = new StatusLine();
  readonly #started = performance.now();
  #next = this.#started + PATIENCE;
  #done = 0;

  constructor(name: string, all: number) {
    this.#name = name;
    this.#all = all;
  }

  onCheckpoint(): void {
    this.#done++;
    const now = performance.now();
    if (now < this.#next || this.#done === this.#all) return;
    this.#next = now + (this.#line.isLive ? PATIENCE / 5 : PLAIN_INTERVAL);
    const left = Math.ceil((((now - this.#started) / 1000) * (this.#all - this.#done)) / this.#done);
    this.#line.show(`${this.#name}: ${this.#done} of ${count(this.#all, 'checkpoint')} measured, ${timeLeft(left)}`);
  }

  /** Leaves the terminal's line empty. */
  close(): void {
    this.#line.clear();
  }
}
