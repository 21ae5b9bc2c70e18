/** Ctrl-C and its like: the first ends what is under way in order, with one line; a second one ends the process at once. */
import { constants } from 'node:os';

let heard: NodeJS.Signals | undefined;
let underWay: AbortController | undefined;

/**
 * Heeds signals from now on. SIGHUP says that the terminal is gone: who writes to none goes on. So it is with nohup, which
 * cannot be told otherwise, for Node undoes what it sets.
 */
export function heedSignals(): void {
  const hasTerminal = process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  process.on('SIGHUP', hasTerminal ? end : () => {});
}

function end(signal: NodeJS.Signals): void {
  if (heard !== undefined) {
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
