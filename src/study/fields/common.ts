import { z } from 'zod';

/** A whole number from 1. */
export const count = z.int().min(1);

/** Refuses the field at a path of what is checked. What is returned stands for a value that there is not. */
export function refuse(context: z.RefinementCtx, path: string[], message: string) {
  context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
}

/** One of a table's names. */
export function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>) {
  return z.enum(Object.keys(table) as Name[]);
}
