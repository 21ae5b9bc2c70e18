/** Which of the choices that a paper leaves open decide a study's result: the same study, one choice changed at a time. */
import { isDeepStrictEqual } from 'node:util';
import { BOUNDARIES } from '../bdm/index.ts';
import { ORDERS } from '../measures/index.ts';
import { STE_NAMES } from '../nn/ste.ts';
import { parseSpec, SpecError, type StudySpec } from './spec.ts';
import { type Study, withChange } from './study.ts';

/** A choice that differs from the study's own. */
export interface Choice {
  /** Field of the spec, such as `training.learningRate`. */
  readonly field: string;
  readonly value: unknown;
}

/** A configuration of a study with one choice changed; null: as it is. */
export interface Variant {
  readonly of: string | null;
  readonly choice: Choice | null;
}

/** Fields that the paper leaves open, and what else each might reasonably be, given the study's own value. */
const OPEN_CHOICES: Readonly<Record<string, (own: unknown) => readonly unknown[]>> = {
  'network.weightSte': () => STE_NAMES,
  'network.activationSte': () => STE_NAMES,
  'network.clipLatent': () => [false, true],
  'network.bias': () => [false, true],
  'network.outputWeights': () => ['binary', 'float'],
  'network.normalise': () => ['beforeSign', 'afterSign'],
  'network.normaliseLogits': () => [false, true],
  'training.learningRate': (own) => [rounded(Number(own) / 3), rounded(Number(own) * 3)],
  'training.batchSize': (own) => [Math.max(2, Math.round(Number(own) / 2)), Number(own) * 2],
  'training.patience': (own) => (own === null ? [] : [Math.max(1, Math.round(Number(own) / 2)), Number(own) * 2]),
  'data.antialias': () => [false, true],
  'data.grid': () => [null],
  'data.order': () => ['rows', 'columns', { random: 1 }],
  'measures.aggregate': () => ['sum', 'pooled'],
  'measures.boundary': () => BOUNDARIES,
  'measures.order': () => ORDERS,
  'measures.table': () => ['2d-n5', '2d-n4'],
  'analysis.trajectories': () => ['processed', 'raw'],
};

export const OPEN_FIELDS = Object.keys(OPEN_CHOICES);

/**
 * A study of each configuration as it is and with one open choice changed, for these fields; what a configuration does not
 * have, or what does not fit its other choices, is left out. `variants` says what each configuration is.
 */
export function sensitivityStudy(
  study: Study,
  fields: readonly string[] = OPEN_FIELDS,
): { study: Study; variants: readonly Variant[] } {
  const varied = study.configurations.flatMap(({ name: of, spec }) => {
    const changed = [...new Set(fields)].flatMap((field) => alternatives(spec, field));
    return [{ choice: null, spec }, ...changed].map((one) => ({ of, ...one }));
  });
  const configurations = varied.map(({ of, choice, spec }) => {
    const said = choice === null ? 'as it is' : `${choice.field} ${asSpec(choice.value)}`;
    return { name: `${of ?? study.study}, ${said}`, spec };
  });
  const variants = varied.map(({ of, choice }) => ({ of, choice }));
  return { study: { ...study, hasMatrix: true, configurations }, variants };
}

/** A spec with each other value of a field that fits its other choices. */
function alternatives(spec: StudySpec, path: string): { choice: Choice; spec: StudySpec }[] {
  const [section, field] = path.split('.') as [keyof StudySpec, string];
  const fields = spec[section] as Readonly<Record<string, unknown>>;
  // Layers of a chain say these themselves.
  const isSaidByLayers = 'layers' in spec.network && (field === 'bias' || field === 'activationSte');
  if (!(field in fields) || isSaidByLayers) return [];
  const others = OPEN_CHOICES[path](fields[field]).filter((value) => !isDeepStrictEqual(value, fields[field]));
  return others.flatMap((value) => {
    try {
      const changed = parseSpec(withChange(spec, { [section]: { [field]: value } }), 'spec');
      return { choice: { field: path, value }, spec: changed };
    } catch (error) {
      if (error instanceof SpecError) return [];
      throw error;
    }
  });
}

/** A value as it is written in a spec, names without quotes. */
export function asSpec(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** To one digit: 0.001 / 3 is 0.0003. */
function rounded(value: number): number {
  return Number(value.toPrecision(1));
}
