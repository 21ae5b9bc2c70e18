import type { NamedArray } from '../arrays/index.ts';
import { damaged } from '../engine/runFiles.ts';
import { describeLayers } from '../nn/describe.ts';
import { type FloatPlanes, planeQuantiser } from '../nn/planeQuantisers.ts';
import { quantise, type WeightKind } from '../nn/quantisers.ts';
import { sign } from '../nn/ste.ts';
import { unpackBits, unpackFloats } from '../study/run/pack.ts';
import type { StoredRun } from '../study/run/runFile.ts';
import type { Run } from './readRun.ts';

/** A kept network's arrays, and what they are of. */
export interface KeptNetwork {
  readonly arrays: NamedArray[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Arrays that are only there if asked for. */
export interface MoreArrays {
  readonly latent?: boolean;
  readonly integers?: boolean;
}

/**
 * The network that a run kept, by layer and name: of each layer with weights, what the network multiplies with (binary and
 * ternary: int8, others float32; outputs × inputs) and, if asked for, the latent weights behind it and the integers whose
 * bit planes were measured (int8, or uint8); all other parameters and running statistics, of one axis. Throws a
 * RunFileError where the file's parts do not fit together.
 */
export function keptNetwork({ path, file, spec: { network, measures } }: Run, more: MoreArrays): KeptNetwork {
  const { computedBy, study, configuration, specHash, result } = file;
  const { run, training, test, weights } = result;
  const kinds = describeLayers(network, weights.at(-1)?.best.rows ?? 0).flatMap((layer) =>
    'weights' in layer ? [layer.weights ?? 'binary'] : [],
  );
  const metadata = {
    kolmoscope: computedBy.kolmoscope,
    study,
    ...(configuration !== null && { configuration }),
    specHash,
    run: String(run),
    keptSteps: String(training.keptSteps),
    testLoss: String(test.loss),
    ...(test.accuracy !== null && { testAccuracy: String(test.accuracy) }),
  };
  try {
    return { arrays: networkArrays(result, kinds, measures, more), metadata };
  } catch (error) {
    throw damaged(path, error);
  }
}

function networkArrays(
  { state, weights }: StoredRun,
  kinds: readonly WeightKind[],
  floatPlanes: FloatPlanes,
  { latent: withLatent = false, integers: withIntegers = false }: MoreArrays,
): NamedArray[] {
  let matrices = 0;
  const arrays = state.flatMap(({ layer, name, ...packed }): NamedArray[] => {
    const values = unpackFloats(packed);
    if (values.length !== packed.length) throw new Error(`state: layer ${layer}: ${name}: not all values are there`);
    const array = { name: `layer${layer}.${name}`, shape: [values.length], values };
    if (name !== 'latentWeights') return [array];
    if (matrices === weights.length) throw new Error('state and weights differ in their layers');
    const { best } = weights[matrices];
    const kind = kinds[matrices++];
    const used = usedWeights(kind, values);
    const bits = unpackBits(best);
    if (bits.length !== used.length || bits.some((bit, i) => bit !== Number(used[i] > 0))) {
      throw new Error(`state: layer ${layer}: ${name}: signs that are not those of the weights`);
    }
    const shape = [best.rows, best.columns];
    const latent = withLatent && kind !== 'float' ? [{ ...array, shape }] : [];
    const integers = withIntegers ? planeQuantiser(kind, floatPlanes)?.integersOf(values) : undefined;
    return [
      ...latent,
      { name: `layer${layer}.weights`, shape, values: used },
      ...(integers ? [{ name: `layer${layer}.integers`, shape, values: integers }] : []),
    ];
  });
  if (matrices < weights.length) throw new Error('state and weights differ in their layers');
  return arrays;
}

/** What a network multiplies with where its latent weights are these. */
function usedWeights(kind: WeightKind, latentWeights: Float32Array): Float32Array | Int8Array {
  if (kind === 'float') return latentWeights;
  if (kind === 'binary') return Int8Array.from(latentWeights, sign);
  const quantised = new Float32Array(latentWeights.length);
  quantise(kind, latentWeights, quantised);
  return kind === 'ternary' ? Int8Array.from(quantised) : quantised;
}
