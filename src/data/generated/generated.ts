import type { DataSource } from '../dataSet.ts';

/** What all sets have in common that this package makes: there is nothing to find, to fetch or to compare. */
export const GENERATED = {
  licence: 'MIT, as this package',
  files: [],
  check: async () => ({ compared: 'nothing' }),
  get: async () => new Map(),
} satisfies Partial<DataSource>;
