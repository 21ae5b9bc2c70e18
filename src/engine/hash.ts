import { createHash } from 'node:crypto';
import { trainingIdentity } from '../study/identity.ts';
import type { StudySpec } from '../study/spec.ts';

/** SHA-256 of what a spec trains, in hexadecimal digits. */
export function hashOf(spec: StudySpec): string {
  return createHash('sha256').update(trainingIdentity(spec)).digest('hex');
}
