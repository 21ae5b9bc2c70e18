/** Compiles kernels/ to WebAssembly and writes the module as a TypeScript constant that runs wherever JavaScript does. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function buildKernels(root, run) {
  const folder = mkdtempSync(join(tmpdir(), 'kolmoscope-'));
  const module = join(folder, 'products.wasm');
  const options = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--outFile', module];
  run(process.execPath, ['node_modules/assemblyscript/bin/asc.js', 'kernels/products.ts', ...options]);
  const base64 = readFileSync(module).toString('base64');
  const text = `/** kernels/products.ts, compiled by scripts/kernels.mjs. */\nexport const PRODUCTS_WASM =\n  '${base64}';\n`;
  writeFileSync(join(root, 'src/nn/productsWasm.generated.ts'), text);
  rmSync(folder, { recursive: true });
}
