/** A mistake of the user's: one clear line, shown without a stack trace, and the status to exit with. */
export class UserError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
