import { rm } from 'node:fs/promises';
import { encodeTable } from '../../ctm/index.ts';
import { BuildStateError, buildTable, type TableBuild, type TableBuildOptions } from '../../engine/tables.ts';
import { LockedError, withLock } from '../../files/lock.ts';
import { removeLeftoversOf } from '../../files/temporary.ts';
import type { MachineSpace } from '../../turing/index.ts';
import { VERSION } from '../../version.ts';
import { InterruptedError, UserError } from '../errors.ts';
import { type OutputOptions, Outputs } from '../outputs.ts';

export interface BuildRequest
  extends Pick<TableBuildOptions, 'threads' | 'signal' | 'onProgress' | 'onSetAside'>,
    Pick<OutputOptions, 'overwrite'> {
  /** Steps after which a machine counts as one that never halts; all that it takes where that is known, else 500. */
  readonly cutoff?: number;
  /** The table's path; such as `2d-n4.ctm` unless told. */
  readonly out?: string;
}

/**
 * Counts all halting machines of a space exactly and writes its table. What is done of a build that was interrupted is kept
 * in `<path>.part`, from which the next one goes on; `<path>.lock` keeps a second build from the same file. Throws an
 * InterruptedError when the signal ends it, a UserError where the space has no table, the state is another build's, another
 * build is at work or something else is in the way.
 */
export async function buildTableFile(
  space: MachineSpace,
  { cutoff = defaultCutoff(space), out, overwrite, ...options }: BuildRequest,
): Promise<TableBuild & { readonly path: string }> {
  const { dims, states, symbols } = space;
  if (dims === 2 && symbols !== 2) throw new UserError('machines on a grid have two symbols here');
  const path = out ?? `${dims}d-n${states}${symbols === 2 ? '' : `-k${symbols}`}.ctm`;
  const state = `${path}.part`;
  const lock = `${path}.lock`;
  const outputs = new Outputs({
    of: `the space of ${dims}-D, ${states} states, ${symbols} symbols`,
    origin: `"dims":${dims},"states":${states},"symbols":${symbols}`,
    overwrite,
  });
  await outputs.check(path);
  try {
    return await withLock(lock, async () => {
      await removeLeftoversOf(path, state, lock);
      const built = await buildTable(space, { ...options, cutoff, state });
      await outputs.write(path, await encodeTable(built.distribution, `kolmoscope ${VERSION}`));
      await rm(state, { force: true });
      return { ...built, path };
    });
  } catch (error) {
    if (options.signal?.aborted) throw new InterruptedError(`stopped; the same command goes on from ${state}`);
    if (error instanceof BuildStateError) throw new UserError(error.message);
    if (error instanceof LockedError) throw new UserError(`${path}: ${error.message}`);
    throw error;
  }
}

/** The most steps that a halting machine takes where that is known (1-D, two symbols, up to four states), else 500. */
function defaultCutoff({ dims, states, symbols }: MachineSpace): number {
  return (dims === 1 && symbols === 2 ? [0, 1, 6, 21, 107][states] : undefined) ?? 500;
}
