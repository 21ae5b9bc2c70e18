import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Some tests enumerate machines or start the built command; the machine may be busy with other work.
  test: { testTimeout: 120_000, hookTimeout: 120_000 },
});
