/**
 * sincos: sine and cosine waves of 48 samples, of low and of high frequency, in noise. The paper (arXiv 2505.20646) names
 * a data set of this name, length and number of classes and no more; this definition is ours.
 *
 * A signal of frequency f (periods in 48 samples) and phase φ (radians) is
 *
 *   x(t) = sin(2π f t / 48 + φ) + noise · ε(t),  t = 0 … 47,  ε independent and standard normal.
 */
import { z } from 'zod';
import type { Examples } from '../../nn/examples.ts';
import { randomStream, standardNormal, uniform } from '../../random.ts';
import type { DataSet, DataSource } from '../dataSet.ts';
import { standardise } from '../inputs/standardise.ts';
import { GENERATED } from './generated.ts';

const SAMPLES = 48;
const CLASSES = ['sine, low', 'cosine, low', 'sine, high', 'cosine, high'];
/** Each signal's frequency and phase. */
const VALUES = 2;
const COUNTS = { training: 60_000, test: 10_000 };

/** Frequencies are uniform from here on, over `FREQUENCIES` periods. */
const LOWEST = { low: 1, high: 2.5 };
const FREQUENCIES = 1;
/** Phases are uniform within so many radians of that of a sine, 0, or of a cosine. */
const PHASES = Math.PI / 8;
/** Not that of any study: the signals are the same in all of them. */
const SEED = 48;

export interface SincosOptions {
  readonly noise: number;
}

const equalShares = (count: number) => CLASSES.map(() => count / CLASSES.length);

export const sincos: DataSource<SincosOptions> = {
  ...GENERATED,
  title: 'sincos',
  citation: 'defined in docs/data.md; named in Sakabe et al., arXiv 2505.20646',
  examples: 'signals',
  classes: { training: equalShares(COUNTS.training), test: equalShares(COUNTS.test) },
  grid: 12,
  options: {
    /** Standard deviation of what is added to each sample of a wave of amplitude 1. */
    noise: z.number().min(0).max(100).default(0.75),
  },
  task: () => ({ classes: CLASSES.length, shape: [SAMPLES], values: VALUES }),
  load: async (_, options) => generateSincos(options),
};

/**
 * The whole set, the same at every call: inputs standardised by mean and deviation of all training samples; `values`, each
 * signal's frequency and phase, each standardised by its own.
 */
export function generateSincos({ noise }: SincosOptions): DataSet {
  const training = signals(COUNTS.training, noise, 0);
  const test = signals(COUNTS.test, noise, 1);
  standardise(SAMPLES, 1, training.x, test.x);
  standardise(VALUES, VALUES, training.values, test.values);
  return { training, test, classes: CLASSES.length, shape: [SAMPLES], values: VALUES };
}

/** Signals as they are, the classes in turn, with the numbers of one stream for the waves and of another for the noise. */
export function signals(count: number, noise: number, part: number): Examples & { readonly values: Float32Array } {
  const random = randomStream(SEED, 2 * part);
  const x = standardNormal(count * SAMPLES, randomStream(SEED, 2 * part + 1));
  const labels = new Uint8Array(count);
  const values = new Float32Array(count * VALUES);
  for (let i = 0; i < count; i++) {
    labels[i] = i % CLASSES.length;
    const [isCosine, isHigh] = [labels[i] % 2 === 1, labels[i] >= 2];
    const frequency = (isHigh ? LOWEST.high : LOWEST.low) + FREQUENCIES * uniform(random);
    const phase = (isCosine ? Math.PI / 2 : 0) + PHASES * (2 * uniform(random) - 1);
    for (let t = 0; t < SAMPLES; t++) {
      const at = i * SAMPLES + t;
      x[at] = Math.sin((2 * Math.PI * frequency * t) / SAMPLES + phase) + noise * x[at];
    }
    values.set([frequency, phase], i * VALUES);
  }
  return { x, labels, values, count, features: SAMPLES };
}
