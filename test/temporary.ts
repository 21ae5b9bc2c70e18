import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** One folder for all that the tests, and the programs that they start, write for a while; gone when they are done. */
export function setup({ tmpDir }: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), 'kolmoscope-test-'));
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
  // At the very end, so that it also holds for tests that are interrupted; Vitest then leaves a folder of its own.
  process.once('exit', () => {
    for (const path of [folder, tmpDir]) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  });
}
