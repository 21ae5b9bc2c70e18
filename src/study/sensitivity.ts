/** Which of the choices that a paper leaves open decide a study's result: the same study, one choice changed at a time. */
import { BOUNDARIES } from '../bdm/index.ts';
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
  'measures.aggregate': () => ['sum', 'pooled'],
  'measures.boundary': () => BOUNDARIES,
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
  const varied = study.configurations.flatMap(({ name, spec }) => {
    const own = { name: `${name ?? study.study}, as it is`, spec, variant: { of: name, choice: null } as Variant };
    const others = fields.flatMap((field) =>
      alternatives(spec, field).flatMap((value) => {
        const changed = changeOf(spec, { field, value });
        const said = `${name ?? study.study}, ${field} ${String(value)}`;
        return changed === null ? [] : [{ name: said, spec: changed, variant: { of: name, choice: { field, value } } }];
      }),
    );
    return [own, ...others];
  });
  const configurations = varied.map(({ name, spec }) => ({ name, spec }));
  return { study: { ...study, hasMatrix: true, configurations }, variants: varied.map(({ variant }) => variant) };
}

/** The values of a field other than the spec's own. */
function alternatives(spec: StudySpec, path: string): readonly unknown[] {
  const [section, field] = path.split('.') as [keyof StudySpec, string];
  const fields = spec[section] as Readonly<Record<string, unknown>>;
  // Layers of a chain say these themselves.
  const isSaidByLayers = 'layers' in spec.network && (field === 'bias' || field === 'activationSte');
  if (!(field in fields) || isSaidByLayers) return [];
  return OPEN_CHOICES[path](fields[field]).filter((value) => value !== fields[field]);
}

/** A spec with one choice changed; null where that does not fit the others. */
function changeOf(spec: StudySpec, { field: path, value }: Choice): StudySpec | null {
  const [section, field] = path.split('.');
  try {
    return parseSpec(withChange(spec, { [section]: { [field]: value } }), 'spec');
  } catch (error) {
    if (error instanceof SpecError) return null;
    throw error;
  }
}

/** To one digit: 0.001 / 3 is 0.0003. */
function rounded(value: number): number {
  return Number(value.toPrecision(1));
}
