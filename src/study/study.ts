/**
 * A study: one configuration, or the several that a `matrix` makes of one spec. An axis of the matrix is a list of named
 * changes; a configuration takes one change of each axis, in the order in which they are written:
 *
 *     "matrix": { "width": [{ "name": "8-4", "network": { "hidden": [8, 4] } }, …], "data": […] }
 */
import { z } from 'zod';
import { parseSpec, SpecError, type StudySpec } from './spec.ts';

export interface Configuration {
  /** The names of its changes; null in a study without a matrix. */
  readonly name: string | null;
  readonly spec: StudySpec;
}

export interface Study {
  readonly study: string;
  readonly description: string;
  /** How many runs each configuration has. */
  readonly runs: number;
  readonly seed: number;
  /** Whether a matrix made the configurations; without one there is a single configuration, without a name. */
  readonly hasMatrix: boolean;
  readonly configurations: readonly Configuration[];
}

const MOST_CONFIGURATIONS = 1000;
/** Two changes on each of ten axes are more than a thousand configurations. */
const MOST_AXES = 32;

type Section = Readonly<Record<string, unknown>>;

const section = z.record(z.string(), z.unknown()).exactOptional();
const name = z.string().regex(/^[^\p{C}\p{Zl}\p{Zp}/\\]{1,60}$/u, 'expected 1 to 60 characters without / and \\');
const sections = { data: section, network: section, training: section, measures: section, analysis: section };
const SECTIONS = Object.keys(sections) as (keyof typeof sections)[];
const change = z.strictObject({ name, ...sections });
type Change = z.infer<typeof change>;
const axis = z
  .array(change)
  .min(1, 'expected at least one change')
  .refine((changes) => new Set(changes.map(({ name }) => name)).size === changes.length, 'two changes have one name');
const matrixSchema = z
  .record(z.string(), axis)
  .refine((axes) => Object.keys(axes).length > 0, 'expected at least one axis')
  .refine((axes) => Object.keys(axes).length <= MOST_AXES, `more than ${MOST_AXES} axes`)
  .refine(
    (axes) => Object.values(axes).reduce((product, { length }) => product * length, 1) <= MOST_CONFIGURATIONS,
    `makes more than ${MOST_CONFIGURATIONS} configurations`,
  );

/**
 * Checks a study as read from `file` and fills in all defaults. A change replaces single fields of the spec's sections;
 * lists are replaced whole, and `layers` replaces `hidden` and the other way round. Throws a SpecError for the first thing wrong.
 */
export function parseStudy(value: unknown, file: string): Study {
  const foreign = protoField(value);
  if (foreign !== undefined) throw new SpecError(`${file}: ${foreign}: no such field`);
  if (!isSection(value) || value.matrix === undefined) {
    const spec = parseSpec(value, file);
    return asStudy([{ name: null, spec }]);
  }
  const { matrix, ...base } = value;
  const axes = matrixSchema.safeParse(matrix);
  if (!axes.success) {
    const [{ path, message }] = axes.error.issues;
    throw new SpecError(`${file}: ${['matrix', ...path].map(String).join('.')}: ${message}`);
  }
  const configurations = combinations(Object.values(axes.data)).map((changes) => {
    const name = changes.map(({ name }) => name).join(', ');
    return { name, spec: parseSpec(changes.reduce(withChange, base), `${file}: ${name}`) };
  });
  const questions = new Set(configurations.map(({ spec }) => JSON.stringify(spec.analysis.hypothesis)));
  if (questions.size > 1) {
    throw new SpecError(
      `${file}: matrix: a study has one question: analysis.hypothesis is not the same in all configurations`,
    );
  }
  return asStudy(configurations);
}

/** The path of a field `__proto__`: schemas pass it over, and objects have it already. */
function protoField(spec: unknown): string | undefined {
  const parts: [path: string, value: unknown][] = [['', spec]];
  for (const [path, value] of parts) {
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__')) return `${path}__proto__`;
    for (const [key, inner] of Object.entries(value)) parts.push([`${path}${key}.`, inner]);
  }
  return undefined;
}

/** The same study with another number of runs or another seed. */
export function withRunsAndSeed(
  { configurations }: Study,
  change: { readonly runs?: number | undefined; readonly seed?: number | undefined },
): Study {
  return asStudy(
    configurations.map(({ name, spec }) => ({
      name,
      spec: { ...spec, runs: change.runs ?? spec.runs, seed: change.seed ?? spec.seed },
    })),
  );
}

/** A spec, not yet checked, with a change: fields of its sections replaced. */
export function withChange(spec: Section, change: Omit<Change, 'name'>): Section {
  const changed: Record<string, unknown> = { ...spec };
  for (const name of SECTIONS) {
    const fields = change[name];
    if (fields === undefined) continue;
    const before = isSection(spec[name]) ? { ...spec[name] } : {};
    if (name === 'network' && 'layers' in fields) delete before.hidden;
    if (name === 'network' && 'hidden' in fields) delete before.layers;
    changed[name] = { ...before, ...fields };
  }
  return changed;
}

/** One element of each list, in all ways; those of the last list change fastest. */
function combinations<Element>(lists: readonly (readonly Element[])[]): Element[][] {
  return lists.reduce<Element[][]>(
    (chosen, list) => chosen.flatMap((before) => list.map((next) => [...before, next])),
    [[]],
  );
}

function asStudy(configurations: readonly Configuration[]): Study {
  const [{ spec }] = configurations;
  const { study, description, runs, seed } = spec;
  return { study, description, runs, seed, hasMatrix: configurations[0].name !== null, configurations };
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
