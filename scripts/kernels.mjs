/**
 * Compiles kernels/ to WebAssembly and writes the module as a TypeScript constant that runs wherever JavaScript does, with
 * the types of its functions, so that a caller of another signature does not compile.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export async function buildKernels(root, run) {
  // Here one can write; where temporary files go one may not.
  const folder = join(root, 'node_modules/.kolmoscope/compiled');
  mkdirSync(folder, { recursive: true });
  const module = join(folder, 'kernels.wasm');
  const options = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--bindings', 'raw'];
  const compiler = 'node_modules/assemblyscript/bin/asc.js';
  await run(process.execPath, [compiler, 'kernels/index.ts', ...options, '--outFile', module]);
  const binary = readFileSync(module);
  const functions = functionsIn(binary, readFileSync(join(folder, 'kernels.d.ts'), 'utf8'));
  const text = `/** kernels/, compiled by scripts/kernels.mjs. */
export const KERNELS_WASM =
  '${binary.toString('base64')}';

/** Addresses in bytes, sizes, and single numbers: what each does is said in kernels/. */
export interface KernelFunctions {
${functions.join('\n')}
}
`;
  writeFileSync(join(root, 'src/kernelsWasm.generated.ts'), text);
  rmSync(folder, { recursive: true });
}

/** The signatures of a module's functions, as the compiler declares them. Throws an Error where it declares none. */
function functionsIn(binary, declarations) {
  const declared = declarations.matchAll(/^ *export function (\w+)(\(.*\): \w+;)$/gm);
  const signatures = new Map([...declared].map(([, name, signature]) => [name, signature]));
  const exported = WebAssembly.Module.exports(new WebAssembly.Module(binary)).filter(({ kind }) => kind === 'function');
  return exported.map(({ name }) => {
    if (!signatures.has(name)) throw new Error(`kernels/: the compiler declares no types for ${name}`);
    return `  ${name}${signatures.get(name)}`;
  });
}
