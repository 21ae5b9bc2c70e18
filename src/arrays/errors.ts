import { plainText } from '../plainText.ts';
import { systemProblem } from '../systemErrors.ts';

/** A file of arrays that cannot be read. Its message is one line: file, tensor where there are several, and reason. */
export class ArrayFileError extends Error {
  override readonly name = 'ArrayFileError';
  readonly file: string;
  readonly tensor: string | undefined;
  readonly reason: string;

  constructor(file: string, tensor: string | undefined, reason: string) {
    super(plainText(tensor === undefined ? `${file}: ${reason}` : `${file}: tensor ${quoted(tensor)}: ${reason}`));
    this.file = file;
    this.tensor = tensor;
    this.reason = plainText(reason);
  }
}

/** Makes the errors of one place. */
export type Fail = (reason: string) => ArrayFileError;

export function failIn(file: string, tensor?: string): Fail {
  return (reason) => new ArrayFileError(file, tensor, reason);
}

/** A text out of a file, safe to stand in a message: short, without line breaks or escape sequences. */
export function quoted(text: string): string {
  return `"${plainText(text.length > 100 ? `${text.slice(0, 100)}…` : text)}"`;
}

/** Throws what the system or zlib complains about as an ArrayFileError, anything else, a defect of ours, as it is. */
export function rethrow(error: unknown, fail: Fail): never {
  const problem = systemProblem(error);
  throw problem === undefined ? error : fail(problem);
}
