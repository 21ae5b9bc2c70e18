import { readFileSync } from 'node:fs';

/** Root folder of the package, where its tables and studies are. */
export const PACKAGE_ROOT = new URL('../../', import.meta.url);

/** The package's version. */
export const VERSION: string = JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8')).version;
