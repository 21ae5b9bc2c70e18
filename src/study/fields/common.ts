import { z } from 'zod';

/** A whole number from 1. */
export const count = z.int().min(1);

/** One of a table's names. */
export function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>) {
  return z.enum(Object.keys(table) as Name[]);
}
