import type { DataSet } from '../../src/data/dataSet.ts';
import type { Examples } from '../../src/nn/examples.ts';
import { randomStream, uniform } from '../../src/random.ts';

export const FEATURES = 16;
export const CLASSES = 3;

/**
 * Class c has larger values at every third place from c on; the two values are the mean of the first half's inputs and that
 * of the other half's, each four times as large.
 */
function examples(count: number, stream: number): Examples {
  const random = randomStream(9, stream);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % CLASSES);
  const x = Float32Array.from({ length: count * FEATURES }, (_, at) => {
    const isOfClass = (at % FEATURES) % CLASSES === labels[Math.floor(at / FEATURES)];
    return (isOfClass ? 0.5 : 0) + 2 * uniform(random) - 1;
  });
  const half = FEATURES / 2;
  const values = Float32Array.from({ length: 2 * count }, (_, i) => {
    const inputs = x.subarray(i * half, (i + 1) * half);
    return (4 * inputs.reduce((sum, value) => sum + value, 0)) / half;
  });
  return { x, labels, values, count, features: FEATURES };
}

/** Small examples of any task, as pictures of 4×4. */
export const data: DataSet = {
  training: examples(900, 0),
  test: examples(300, 1),
  classes: CLASSES,
  shape: [1, 4, 4],
  values: 2,
};
