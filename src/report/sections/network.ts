/** Networks in words. */
import { count } from '../../format.ts';
import type { LayerDescription } from '../../nn/layers/table.ts';
import type { WeightKind } from '../../nn/quantisers.ts';
import type { StudySpec } from '../../study/spec.ts';

export function layerInWords(described: LayerDescription): string {
  switch (described.layer) {
    case 'convolution': {
      const { channels, kernel, stride = 1, padding = 0 } = described;
      const moves = `${stride === 1 ? '' : `, stride ${stride}`}${padding === 0 ? '' : `, padding ${padding}`}`;
      return `convolution to ${count(channels, 'channel')}, kernel ${kernel}×${kernel}${moves}${weightsInWords(described)}`;
    }
    case 'dense':
      return `dense to ${count(described.outputs, 'value')}${weightsInWords(described)}`;
    case 'embedding': {
      const { symbols, size } = described;
      return `embedding of ${symbols} integers, ${count(size, 'value')} each${weightsInWords(described)}`;
    }
    case 'maxPooling':
      return `max-pooling ${described.size}×${described.size}`;
    case 'dropout':
      return `dropout of ${described.rate}`;
    case 'sign':
      return described.ste === undefined ? 'sign' : `sign (${described.ste} estimator)`;
    default:
      return WITHOUT_OPTIONS[described.layer];
  }
}

const WITHOUT_OPTIONS = { batchNorm: 'batch norm', relu: 'ReLU', hardTanh: 'hard tanh', flatten: 'flatten' };

/** "binary", "4-bit". */
export function kindInWords(kind: WeightKind): string {
  return kind.replace('bit', '-bit');
}

function weightsInWords(described: LayerDescription & { layer: 'convolution' | 'dense' | 'embedding' }): string {
  const { weights = 'binary', weightSte, clipLatent } = described;
  const bias = described.layer !== 'embedding' && described.bias;
  const estimator = weights === 'binary' && weightSte !== undefined ? ` (${weightSte} estimator)` : '';
  const clipped = clipLatent && weights !== 'float' ? ', latent weights clipped' : '';
  return `, ${kindInWords(weights)} weights${estimator}${clipped}${bias ? ', with bias' : ''}`;
}

/** "hidden layers of 32, 16", or how many layers of each kind have weights. */
export function networkInWords(network: StudySpec['network']): string {
  if ('hidden' in network) return `hidden layers of ${network.hidden.join(', ')}`;
  const number = (kind: string) => network.layers.filter(({ layer }) => layer === kind).length;
  const embeddings = number('embedding') === 0 ? '' : `${count(number('embedding'), 'embedding')}, `;
  const convolutions =
    embeddings && number('convolution') === 0 ? '' : `${count(number('convolution'), 'convolution')}, `;
  return `${embeddings}${convolutions}${count(number('dense'), 'dense layer')}`;
}
