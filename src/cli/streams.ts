/** Standard output and standard error whose reader has left: a pipe that is closed, a terminal that is gone, a full disk. */

/**
 * Lets work go on without them: what it does beside printing is not lost, and the exit status says what happened. It is 1
 * where standard output could not be written, unless its reader left when it had seen enough.
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
