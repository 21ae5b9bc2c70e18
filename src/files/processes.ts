/** Which processes can be asked whether they are at work: those of this machine since its start, or of this container. */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Sixteen digits for all processes that know one another by their numbers. */
export const HERE = createHash('sha256')
  .update(
    [hostname(), attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')), attempt(pidNamespace)].join(),
  )
  .digest('hex')
  .slice(0, 16);

/** Containers share machine and kernel, but not the numbers of their processes. */
function pidNamespace(): string {
  return readlinkSync('/proc/self/ns/pid');
}

/** Only Linux has these. */
function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** Whether a process of HERE is there. Its number may have gone to another: then it seems to be. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
