import { getSystemErrorMap } from 'node:util';

/** In the place of the system's own words, where these name a call and not what is wrong. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'is a folder',
  EEXIST: 'is there already, and is not a folder',
  ENOENT: 'no such file or folder',
  Z_BUF_ERROR: 'the compressed data is truncated',
  Z_DATA_ERROR: 'the compressed data is damaged',
  Z_NEED_DICT: 'the compressed data is damaged',
};

/**
 * What the system or zlib complains about, in words that follow a file's name; undefined for an error of another origin,
 * which may be a defect of ours.
 */
export function systemProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', errno = 0 } = error as NodeJS.ErrnoException;
  if (Object.hasOwn(WORDS, code)) return WORDS[code];
  return /^Z_[A-Z_]+$/.test(code) ? error.message : getSystemErrorMap().get(errno)?.[1];
}
