import { arrayReader } from '../files.mjs';
import { makeZip } from '../zip.mjs';
import { makeNpy } from './npy.mjs';

export default arrayReader('npz', (draw) =>
  makeZip(
    draw,
    draw.list(0, 3, (i) => [`${draw.other(`w${i}`, ['w0', '../w', ''], 20)}.npy`, makeNpy(draw)]),
  ),
);
