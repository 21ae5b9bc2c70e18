import { stat } from 'node:fs/promises';
import { UserError } from './errors.ts';

/** Refuses a file of more than `most` bytes before it is read; one that is not there is no matter of its size. */
export async function checkSize(path: string | URL, most: number, name = String(path)): Promise<void> {
  const size = await stat(path).then(
    (status) => status.size,
    () => 0,
  );
  if (size > most) throw new UserError(`${name}: ${size} bytes (at most ${most})`);
}
