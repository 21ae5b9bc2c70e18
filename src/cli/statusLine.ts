/** How far a command is, on standard error: one line that is rewritten on a terminal, plain lines elsewhere. */
export class StatusLine {
  readonly isLive = process.stderr.isTTY === true;

  show(line: string): void {
    if (this.isLive) process.stderr.write(`\r${line.slice(0, (process.stderr.columns ?? 80) - 1)}\x1b[K`);
    else process.stderr.write(`${line}\n`);
  }

  /** Leaves the terminal's line empty. */
  clear(): void {
    if (this.isLive) process.stderr.write('\r\x1b[K');
  }
}

/** "about 12 s left". */
export function timeLeft(seconds: number): string {
  return `about ${seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`} left`;
}
