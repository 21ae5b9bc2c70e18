/** Compiles kernels/ to WebAssembly and writes the module as a TypeScript constant that runs wherever JavaScript does. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function buildKernels(root, run) {
  const folder = mkdtempSync(join(tmpdir(), 'kolmoscope-'));
  const module = join(folder, 'kernels.wasm');
  const options = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--outFile', module];
  run(process.execPath, ['node_modules/assemblyscript/bin/asc.js', 'kernels/index.ts', ...options]);
  const base64 = readFileSync(module).toString('base64');
  const text = `/** kernels/, compiled by scripts/kernels.mjs. */\nexport const KERNELS_WASM =\n  '${base64}';\n`;
  writeFileSync(join(root, 'src/kernelsWasm.generated.ts'), text);
  rmSync(folder, { recursive: true });
}
