import { plainText } from '../plainText.ts';
import { tell } from './text.ts';

/** How far a command is, on standard error: one line that is rewritten on a terminal, plain lines elsewhere. */
export class StatusLine {
  readonly isLive = process.stderr.isTTY === true;
  readonly #started = performance.now();
  readonly #interval: number;
  #next: number;

  /** `patience`: nothing is offered of what takes less; `interval`: between two plain lines; both in milliseconds. */
  constructor({ patience = 1000, interval = 10_000 } = {}) {
    this.#next = this.#started + patience;
    this.#interval = this.isLive ? 200 : interval;
  }

  /** Shows a line, unless one was shown a moment ago or the work has only begun. */
  offer(line: () => string): void {
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + this.#interval;
    this.show(line());
  }

  show(line: string): void {
    if (this.isLive) process.stderr.write(`\r${plainText(line).slice(0, (process.stderr.columns ?? 80) - 1)}\x1b[K`);
    else tell(line);
  }

  /** A line that stays. */
  say(line: string): void {
    this.clear();
    tell(line);
  }

  /** Leaves the terminal's line empty. */
  clear(): void {
    if (this.isLive) process.stderr.write('\r\x1b[K');
  }

  /** "about 12 s left", where so much of the work that began with this line is done. */
  timeLeft(share: number): string {
    const seconds = ((performance.now() - this.#started) / 1000) * (1 / share - 1);
    return `about ${seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`} left`;
  }
}
