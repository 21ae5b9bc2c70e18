import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'test/temporary.ts',
    // Some tests enumerate machines or start the built command; the machine may be busy with other work.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // All cores: the process that hands out the files only waits.
    maxWorkers: '100%',
  },
});
