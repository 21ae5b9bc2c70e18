/** Laws of the source tree: who may know whom, no circles, small folders, and paths that CONTRIBUTING names. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

/**
 * What each room may know directly, sub-folders and type-only imports included: only rooms above it, so that imports go
 * one way. All may know the files that lie in src/ itself; those know no room.
 */
const ROOMS: Record<string, string> = {
  turing: '',
  ctm: 'turing',
  bdm: 'turing ctm',
  stats: '',
  order: '',
  nulls: 'bdm stats order',
  measures: 'ctm bdm order nulls',
  nn: '',
  arrays: '',
  files: '',
  data: 'ctm nn',
  tensors: 'ctm bdm stats order nulls arrays',
  study: 'turing ctm bdm stats order nulls measures nn arrays data',
  engine: 'turing ctm bdm stats measures nn arrays files data study',
  results: 'turing ctm bdm stats measures nn arrays files data study engine',
  report: 'turing ctm bdm stats measures nn arrays data study',
  app: 'turing ctm bdm stats order nulls measures nn arrays files data tensors study engine results report',
  cli: 'turing ctm bdm stats nulls measures nn arrays data tensors study engine results report app',
};

/** Rooms that run in a browser: neither they nor what they reach may use Node, but for what they ask for at the call. */
const BROWSER = ['turing', 'ctm', 'bdm', 'stats', 'order', 'nulls', 'measures', 'nn'];

const NODE_GLOBALS = ['Buffer', 'process', 'global', 'require', '__dirname', '__filename', 'setImmediate'];

const MOST_FILES = 15;

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** What a file imports in any way, workers that it starts included, as it is written there; what it uses of Node. */
function uses(text: string): { imports: string[]; node: string[] } {
  const imports: string[] = [];
  const node: string[] = [];
  const properties = new Set<unknown>();
  const specifier = ({ start, end }: { start: number; end: number }) => text.slice(start + 1, end - 1);
  const knows = ({ source }: { source: { start: number; end: number } | null }) => {
    if (source === null) return;
    imports.push(specifier(source));
    if (specifier(source).startsWith('node:')) node.push(specifier(source));
  };
  new Visitor({
    ImportDeclaration: knows,
    ExportAllDeclaration: knows,
    ExportNamedDeclaration: knows,
    ImportExpression: knows,
    // A type alone: `typeof import('node:zlib')` says what is asked for at the call.
    TSImportType: ({ source }) => imports.push(specifier(source)),
    NewExpression({ callee, arguments: [file, base] }) {
      const isFile = callee.type === 'Identifier' && callee.name === 'URL' && base !== undefined;
      if (isFile && text.slice(base.start, base.end) === 'import.meta.url') imports.push(specifier(file));
    },
    // In `globalThis.process` the name is a property, not the global that fails where there is no Node.
    MemberExpression: ({ computed, property }) => computed || properties.add(property),
    Identifier(name) {
      if (NODE_GLOBALS.includes(name.name) && !properties.has(name)) node.push(name.name);
    },
  }).visit(parseSync('file.ts', text).program);
  return { imports, node };
}

/** The sources of src that a file knows by what it imports. A worker is imported under the name that it has once built. */
function filesAmong(imports: string[], file: string): string[] {
  const relative = imports.filter((path) => path.startsWith('.'));
  const paths = relative.map((path) => new URL(path, `file:///${file}`).pathname.slice(1).replace(/\.js$/, '.ts'));
  return paths.filter((path) => /^src\/.*\.ts$/.test(path));
}

/** `src/nn/layers/dense.ts` is in the room nn; a file of src/ itself is in none. */
const roomOf = (file: string): string | undefined => file.match(/^src\/([^/]+)\//)?.[1];

function mayKnow(room: string | undefined): string[] {
  if (room === undefined) return [];
  if (!Object.hasOwn(ROOMS, room)) throw new Error(`src/${room}: no such room in the table of test/house.test.ts`);
  return ROOMS[room].split(' ').filter((name) => name !== '');
}

/** A line for each import that the table does not allow. */
function strangers(graph: Record<string, string[]>): string[] {
  return Object.entries(graph).flatMap(([file, others]) => {
    const room = roomOf(file);
    const may = mayKnow(room);
    const strange = others.filter((other) => ![undefined, room, ...may].includes(roomOf(other)));
    return strange.map((other) => `${file} imports ${other}: ${room ?? 'src'} may know ${may.join(', ') || 'no room'}`);
  });
}

/** A circle for each import that leads back to a file on the way to it: none exactly if the graph has none. */
function circles(graph: Record<string, string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: string[]) => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(' → '));
    else if (!done.has(file)) for (const other of graph[file]) visit(other, [...way, file]);
    done.add(file);
  };
  for (const file of Object.keys(graph)) visit(file, []);
  return found;
}

const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => join('src', file).replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));
const usedBy = Object.fromEntries(files.map((file) => [file, uses(readFileSync(join(ROOT, file), 'utf8'))]));
const knownTo = Object.fromEntries(files.map((file) => [file, filesAmong(usedBy[file].imports, file)]));

describe('what this test sees', () => {
  test('imports in every form, and nothing else', () => {
    const text = `
      import a, { type b } from './1.ts';
      import type { c } from './2.ts';
      import './3.ts';
      export * from './4.ts';
      export { d } from './5.ts';
      export type { e } from './6.ts';
      const f: typeof import('./7.ts') = await import('./8.ts');
      type G = import('./9.ts').G;
      const worker = new URL('./10.js', import.meta.url);
      const { h } = await import(\`./11.ts\`);
      // import './comment.ts';
      export const text = "import './string.ts'", other = new URL('./12.js', 'https://example.org');`;
    const found = uses(text).imports.map((path) => Number.parseInt(path.slice(2), 10));
    expect(found.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('modules and globals of Node, but not what is asked for at the call', () => {
    const text = `
      import { join } from 'node:path';
      import type { Stats } from 'node:fs';
      export const bytes: Buffer = Buffer.from(process.argv[2]);
      const zlib: typeof import('node:zlib') = globalThis.process?.getBuiltinModule?.('node:zlib');
      // process`;
    expect(uses(text).node.sort()).toEqual(['Buffer', 'Buffer', 'node:fs', 'node:path', 'process']);
  });

  test('files behind imports, from folders of any depth', () => {
    const imports = ['./dense.ts', '../../bdm/index.ts', '../../sum.ts', './worker.js', './data.json', 'zod'];
    expect(filesAmong(imports, 'src/nn/layers/dropout.ts')).toEqual([
      'src/nn/layers/dense.ts',
      'src/bdm/index.ts',
      'src/sum.ts',
      'src/nn/layers/worker.ts',
    ]);
  });

  test('who knows more than the table says', () => {
    const dense = 'src/nn/layers/dense.ts';
    expect(
      strangers({ [dense]: ['src/sum.ts', 'src/nn/index.ts', 'src/bdm/deep/er.ts'], 'src/sum.ts': [dense] }),
    ).toEqual([
      `${dense} imports src/bdm/deep/er.ts: nn may know no room`,
      `src/sum.ts imports ${dense}: src may know no room`,
    ]);
    expect(() => strangers({ 'src/cellar/a.ts': [] })).toThrow('src/cellar: no such room');
  });

  test('circles of two and of more, beside what only leads to them', () => {
    expect(circles({ a: ['b'], b: ['c', 'd'], c: ['a'], d: ['d'], e: ['a', 'f'], f: [] })).toEqual([
      'a → b → c → a',
      'd → d',
    ]);
  });
});

test('the table goes one way', () => {
  const rooms = Object.keys(ROOMS);
  for (const [row, room] of rooms.entries()) expect(rooms.slice(0, row)).toEqual(expect.arrayContaining(mayKnow(room)));
});

test('no room knows more than the table says', () => {
  expect(strangers(knownTo)).toEqual([]);
});

test('what runs in a browser reaches nothing of Node', () => {
  const reached = new Set(files.filter((file) => BROWSER.includes(roomOf(file) ?? '')));
  for (const file of reached) for (const other of knownTo[file]) reached.add(other);
  const found = [...reached].flatMap((file) => usedBy[file].node.map((node) => `${file} uses ${node}`));
  expect(found).toEqual([]);
});

test('CONTRIBUTING.md says which rooms run in a browser', () => {
  const [, list] = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8').match(/^(.*) import nothing of Node/m) ?? [];
  expect([...(list ?? '').matchAll(/`(\w+)`/g)].map(([, room]) => room).sort()).toEqual(BROWSER.toSorted());
});

test('package.json exports each room that has an index, and nothing else', () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const rooms = Object.keys(ROOMS).filter((room) => files.includes(`src/${room}/index.ts`));
  const expected = rooms.map((room) => {
    const built = `./dist/${room}/index`;
    return [`./${room}`, { types: `${built}.d.ts`, default: `${built}.js` }];
  });
  expect(exports).toEqual({ ...Object.fromEntries(expected), './package.json': './package.json' });
});

test('no file is in a circle with another', () => {
  const found = circles(knownTo);
  expect(found).toEqual([]);
});

test(`no folder has more than ${MOST_FILES} files of its own`, () => {
  const inFolder = (folder: string) => files.filter((file) => dirname(file) === folder);
  const large = [...new Set(files.map(dirname))].filter((folder) => inFolder(folder).length > MOST_FILES);
  expect(large).toEqual([]);
});

test.each(['CONTRIBUTING.md', 'docs/reliability.md'])('each path that %s names is there', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const paths = [...text.matchAll(/`((?:src|test|fuzz|kernels|docs|studies)\/[^`]*)`/g)].map(([, path]) => path);
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
