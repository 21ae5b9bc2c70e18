/** Where what an array measures stands among what random arrays measure. */
import { ArrayFileError, type Tensor } from '../../arrays/index.ts';
import { listed } from '../../format.ts';
import {
  Comparison,
  drawOf,
  NULL_MODELS,
  NULL_NAMES,
  type NullName,
  randomOf,
  type Standings,
  type Values,
} from '../../nulls/index.ts';
import { CLAIM } from '../../study/judgement/claim.ts';
import { each } from '../../study/run/trajectories.ts';
import {
  type MeasuredBits,
  MOST_BITS_KEPT,
  measureBits,
  measureRandom,
  type TensorMeasure,
} from '../../tensors/index.ts';
import { UsageError } from '../errors.ts';
import { countValues } from './measuring.ts';
import type { Rival } from './series.ts';

export interface NullRequest {
  /** Compare BDM and block entropy with so many random arrays of the same shape and ones; and their seed, 1 unless told. */
  readonly null?: number;
  readonly seed?: number;
  /** Compare the rivals too, with so many of each of these models instead; `all`: of those that an array can have. */
  readonly nullModel?: readonly (NullName | 'all')[];
}

/** A comparison with the null models that a request asks for. Throws a UsageError for models without a number of draws. */
export function readNulls({ null: draws = 0, seed = 1, nullModel = [] }: NullRequest, rivals: readonly Rival[]) {
  if (draws === 0 && nullModel.length > 0)
    throw new UsageError('--null-model needs --null N: how many to draw of each');
  const named = new Set(nullModel.flatMap((name) => (name === 'all' ? NULL_NAMES : name)));
  const models: readonly NullName[] = named.size === 0 ? ['density'] : [...named];
  const compared = named.size === 0 ? [] : rivals;
  const has = (tensor: Tensor) => (name: NullName) => whyNone(tensor, name) === null;
  return {
    /** How many random arrays an array, or each bit plane of it, is compared with. */
    draws: (tensor: Tensor) => draws * models.filter(has(tensor)).length,
    needsBits: (tensor: Tensor) => draws > 0 && models.some((name) => name !== 'density' && has(tensor)(name)),
    /** Throws an ArrayFileError where an array cannot have one of the models that were asked for by name. */
    check(tensor: Tensor): void {
      const lacking = nullModel.filter((name): name is NullName => name !== 'all' && !has(tensor)(name));
      if (lacking.length === 0) return;
      throw new ArrayFileError(tensor.file, tensor.name, `no ${listed(lacking)}: ${whyNone(tensor, lacking[0])}`);
    },
    /** By model; null where no random arrays were asked for. Tells after each draw of how many values it was. */
    async compare(found: TensorMeasure, onValues: (values: number) => void) {
      if (draws === 0) return null;
      const standings: Partial<Record<NullName, Standings>> = {};
      const valuesOf = (measured: MeasuredBits) => valuesWith(measured, compared);
      const noValues = each([...CLAIM, ...compared.map(({ name }) => name)], () => null);
      for (const name of models) {
        standings[name] = noValues;
        if (!has(found.tensor)(name)) continue;
        // Of bits that are not in memory no rival is taken.
        const isOfDensity = name === 'density' && found.order === 'stored';
        const isStreamed = isOfDensity && (compared.length === 0 || found.bits === null);
        const drawn = isStreamed ? streamed(found, seed, noValues) : inMemory(found, name, seed, valuesOf);
        const ofRivals = isStreamed ? noValues : valuesOf(found);
        const comparison = new Comparison({ ...ofRivals, bdm: found.bdm, blockEntropy: found.blockEntropy });
        for (let i = 0; i < draws; i++) {
          comparison.add(drawn());
          onValues(found.cells);
          // Lets others in, and a signal.
          await new Promise(setImmediate);
        }
        standings[name] = comparison.standings;
      }
      return standings;
    },
  };
}

/** Why an array has no draws of a model; null where it has. */
function whyNone(tensor: Tensor, name: NullName): string | null {
  const isString = tensor.shape.length < 2;
  if (isString && !NULL_MODELS[name].isOfStrings) {
    return `a string has the null models ${NULL_NAMES.filter((name) => NULL_MODELS[name].isOfStrings).join(', ')} only`;
  }
  if (name === 'density' || countValues(tensor) <= MOST_BITS_KEPT) return null;
  return `more than ${MOST_BITS_KEPT} values have the null model density only`;
}

function valuesWith(measured: MeasuredBits, rivals: readonly Rival[]): Values {
  const ofRivals = rivals.map((rival) => [rival.name, rival.valueOf([measured])]);
  return { bdm: measured.bdm, blockEntropy: measured.blockEntropy, ...Object.fromEntries(ofRivals) };
}

/** What a model's draws measure, one after the other. The same draws for each array, so that none depends on others. */
function inMemory(
  found: TensorMeasure,
  name: NullName,
  seed: number,
  valuesOf: (measured: MeasuredBits) => Values,
): () => Values {
  const { bits, matrices, method } = found;
  if (bits === null) throw new Error(`the null model ${name} needs the bits`);
  const draw = drawOf(name, bits, matrices, method.partition.shapes[0]);
  const random = randomOf(name, seed);
  const drawn = new Uint8Array(bits.length);
  return () => {
    draw(drawn, random);
    return valuesOf(measureBits(found, drawn));
  };
}

/** The same of arrays of equal density that need not fit in memory: BDM and block entropy alone. */
function streamed({ matrices, ones, method }: TensorMeasure, seed: number, noValues: Values): () => Values {
  const random = randomOf('density', seed);
  return () => ({ ...noValues, ...measureRandom(matrices, ones, method, random) });
}
