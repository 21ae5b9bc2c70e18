/** How the process ends: Ctrl-C and its like, and streams whose reader has left. */
import { constants } from 'node:os';

let heard: NodeJS.Signals | undefined;
let underWay: AbortController | undefined;

/**
 * Heeds signals from now on: the first ends what is under way in order, with one line, a second one the process at once.
 * SIGHUP says that the terminal is gone: who writes to none goes on. So it is with nohup, which cannot be told otherwise,
 * for Node undoes what it sets.
 */
export function heedSignals(): void {
  const hasTerminal = process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  process.on('SIGHUP', hasTerminal ? end : () => {});
}

function end(signal: NodeJS.Signals): void {
  if (heard !== undefined) {
    // Shell and system may both tell that the terminal is gone.
    if (signal === 'SIGHUP') return;
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    return;
  }
  heard = signal;
  if (underWay !== undefined) {
    underWay.abort();
    return;
  }
  process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}kolmoscope: interrupted\n`);
  process.exit(interruptedStatus());
}

/** The exit status after a signal, as shells have it: 130 after Ctrl-C. */
export function interruptedStatus(): number {
  return 128 + constants.signals[heard ?? 'SIGINT'];
}

/** A signal for work that can end in order, which says so in a line of its own; after `release` nothing heeds it any more. */
export function interruption(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  underWay = controller;
  return {
    signal: controller.signal,
    release() {
      if (underWay === controller) underWay = undefined;
    },
  };
}

/**
 * Lets work go on without its streams, a pipe that is closed, a terminal that is gone, a full disk: what it does beside
 * printing is not lost, and the exit status says what happened. It is 1 where standard output could not be written, unless
 * its reader left when it had seen enough.
 */
export function endureClosedStreams(): void {
  process.stderr.on('error', () => {});
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    process.stdout.on('error', () => {});
    if (error.code === 'EPIPE') return;
    process.stderr.write(`kolmoscope: standard output: ${error.message}\n`);
    process.exitCode = 1;
  });
}

/** Whether anybody can still read what is printed. */
export function isRead(): boolean {
  return process.stdout.errored === null;
}
