import { DataSetError } from '../data/locate.ts';
import { SpecError } from '../study/spec.ts';

/** A mistake of the user's: one clear line, shown without a stack trace, and the status to exit with. */
export class UserError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What the system says of a file, in words. */
const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'is a folder',
  EEXIST: 'is there already, and is not a folder',
  ENOENT: 'no such file or folder',
};

/** One line that says what went wrong. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  const problem = code === undefined ? undefined : FILE_PROBLEMS[code];
  if (problem !== undefined && path !== undefined) return `${path}: ${problem}`;
  return error.message.split('\n')[0];
}

/** 2 for a wrong spec, 3 for a data set that is not there, the error's own status for a UserError, else 1. */
export function exitStatus(error: unknown): number {
  if (error instanceof UserError) return error.exitCode;
  if (error instanceof DataSetError) return 3;
  return error instanceof SpecError ? 2 : 1;
}
