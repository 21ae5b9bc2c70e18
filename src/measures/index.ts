export { brotliLength, deflateLength } from './compressors.ts';
export { lempelZiv76, normalisedLempelZiv76 } from './lempelZiv.ts';
export { packBits } from './pack.ts';
export { shannonEntropy } from './shannon.ts';
