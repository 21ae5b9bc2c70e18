import { count } from '../../report/format.ts';

/** Nothing is said of what takes less, in milliseconds; and so much lies between two lines. */
const PATIENCE = 1000;
const PLAIN_INTERVAL = 10_000;

/** How many checkpoints are measured, on standard error: one line that is rewritten on a terminal, else some lines. */
export class WatchStatus {
  readonly #name: string;
  readonly #all: number;
  readonly #live = process.stderr.isTTY === true;
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
    this.#next = now + (this.#live ? PATIENCE / 5 : PLAIN_INTERVAL);
    const left = Math.ceil((((now - this.#started) / 1000) * (this.#all - this.#done)) / this.#done);
    const time = left < 90 ? `${left} s` : `${Math.ceil(left / 60)} min`;
    const line = `${this.#name}: ${this.#done} of ${count(this.#all, 'checkpoint')} measured, about ${time} left`;
    process.stderr.write(this.#live ? `\r${line.slice(0, (process.stderr.columns ?? 80) - 1)}\x1b[K` : `${line}\n`);
  }

  /** Leaves the terminal's line empty. */
  close(): void {
    if (this.#live) process.stderr.write('\r\x1b[K');
  }
}
