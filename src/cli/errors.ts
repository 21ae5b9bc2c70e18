import { InterruptedError, UsageError, UserError } from '../app/errors.ts';

/** 130 where Ctrl-C stopped it, as shells have it; 2 for a wrong argument or spec, 3 for an absent data set, else 1. */
export async function exitStatus(error: unknown): Promise<number> {
  if (error instanceof InterruptedError) return 130;
  if (error instanceof UserError) return error instanceof UsageError ? 2 : 1;
  const [{ DataSetError }, { SpecError }] = await Promise.all([
    import('../data/locate.ts'),
    import('../study/spec.ts'),
  ]);
  if (error instanceof DataSetError) return 3;
  return error instanceof SpecError ? 2 : 1;
}
