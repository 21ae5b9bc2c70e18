/**
 * BDM at memory speed: float32 weights to blocks, against the fastest pass over the same array that this process makes
 * (a SIMD sum in the same WebAssembly module); a training step's update; perturbation; a checkpoint on disk, against
 * reading it; and a vectorised NumPy version, where Debian's python3-numpy is installed. Medians of rounds in turn.
 * Needs a build (`npm run setup`). Usage: node bench/bdm.mjs [rounds] [checkpoint's size in MB]
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArrays } from '../dist/arrays/index.js';
import { BlockHistogram, bdm, countSigns, LiveMatrix, perturbationMap } from '../dist/bdm/index.js';
import { loadTable } from '../dist/ctm/index.js';
import { Kernels } from '../dist/kernels.js';
import { below, randomStream, uniform } from '../dist/random.js';
import { makeMeasuring, measureTensor } from '../dist/tensors/index.js';

const ROUNDS = Number(process.argv[2] ?? 9);
const MEGABYTES = Number(process.argv[3] ?? 2048);
const SIDE = 4096;
/** As many as BlockStream copies at once: they stay in the processor's cache. */
const PIECE = 1 << 18;
const random = randomStream(1, 0);
const ctm = (await loadTable()).values({ rows: 4, columns: 4 });

/** Milliseconds of each task: the median over rounds in which all take their turn. */
async function medians(tasks, rounds = ROUNDS) {
  const times = tasks.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [i, task] of tasks.entries()) {
      const start = performance.now();
      await task();
      if (round >= 0) times[i].push(performance.now() - start);
    }
  }
  return times.map((values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]);
}

const row = (name, value, ratio = '') => console.log(`${name.padEnd(48)}${value.padStart(12)}  ${ratio}`);
const ms = (value) => `${value.toFixed(2)} ms`;

const weights = new Float32Array(SIDE * SIDE).map(() => uniform(random) - 0.5);
const kernels = new Kernels();
const [atCounts, atWeights] = kernels.reserve(4 * 65_536 + 4, weights.byteLength);
const inMemory = new Float32Array(kernels.buffer, atWeights, weights.length);
inMemory.set(weights);
let checksum = 0;
const [sum, count, copiedSum, counted, plain] = await medians([
  () => (checksum += kernels.run.sum(atWeights, weights.length)),
  () => (checksum += kernels.run.countBlocks(atWeights, SIDE, SIDE, 0, atCounts)),
  () => {
    for (let at = 0; at < weights.length; at += PIECE) {
      inMemory.set(weights.subarray(at, at + PIECE));
      checksum += kernels.run.sum(atWeights, PIECE);
    }
  },
  () => (checksum += bdm(countSigns(weights, SIDE, SIDE), ctm)),
  () => (checksum += bdm(new BlockHistogram().addMatrix(weights, SIDE, SIDE), ctm)),
]);
const speed = (time) => `${(weights.length / time / 1e6).toFixed(2)} thousand million weights/s`;
console.log(`float32 weights, ${SIDE}×${SIDE}, one thread`);
row('sum, in the kernels’ memory', ms(sum), speed(sum));
row('blocks, in the kernels’ memory', ms(count), `${speed(count)}: ${(sum / count).toFixed(2)} of the sum's speed`);
row('copy to there in pieces, and sum', ms(copiedSum), speed(copiedSum));
row(
  'BDM of a Float32Array',
  ms(counted),
  `${speed(counted)}: ${(copiedSum / counted).toFixed(2)} of copy and sum, ${(sum / counted).toFixed(2)} of the sum`,
);
row('BDM of a Float32Array, plain TypeScript', ms(plain), speed(plain));

const FLIPS = 20;
const layers = [
  [32, 100],
  [16, 32],
  [10, 16],
].map(([rows, columns]) => {
  const values = new Float32Array(rows * columns).map(() => uniform(random) - 0.5);
  return { values, live: new LiveMatrix(values, rows, columns, ctm) };
});
const STEPS = 2000;
const [steps] = await medians([
  () => {
    for (let step = 0; step < STEPS; step++) {
      for (let flip = 0; flip < FLIPS; flip++) {
        const { values } = layers[flip % 10 === 9 ? 1 : 0];
        const at = below(random, values.length);
        values[at] = -values[at];
      }
      for (const { values, live } of layers) {
        live.update(values);
        checksum += live.bdm;
      }
    }
  },
]);
console.log(`\nupdates`);
row(
  `BDM of 100-32-16-10 after ${FLIPS} flips`,
  `${((1000 * steps) / STEPS).toFixed(2)} µs`,
  'drawing the flips included',
);

const MAP = 1000;
const bits = Uint8Array.from({ length: MAP * MAP }, () => below(random, 2));
const live = new LiveMatrix(bits, MAP, MAP, ctm);
const [bdmMap, entropyMap] = await medians([() => perturbationMap(live), () => perturbationMap(live, 'blockEntropy')]);
row(`perturbation map of ${MAP}×${MAP}, BDM`, ms(bdmMap));
row(`perturbation map of ${MAP}×${MAP}, block entropy`, ms(entropyMap));

const folder = await mkdtemp(join(tmpdir(), 'kolmoscope-'));
try {
  const path = join(folder, 'checkpoint.safetensors');
  await writeCheckpoint(path);
  const how = await makeMeasuring();
  const [read, measured] = await medians(
    [
      () => readBare(path),
      async () => {
        for (const tensor of await openArrays(path)) checksum += (await measureTensor(tensor, how))[0].bdm;
      },
    ],
    Math.min(ROUNDS, 5),
  );
  console.log(`\nfloat32 .safetensors of ${MEGABYTES} MB, in the file system's cache`);
  row('reading it', ms(read), `${(MEGABYTES / read).toFixed(2)} GB/s`);
  row(
    'measuring it',
    ms(measured),
    `${(MEGABYTES / measured).toFixed(2)} GB/s: ${(read / measured).toFixed(2)} of reading`,
  );
} finally {
  await rm(folder, { recursive: true });
}

console.log(`\nNumPy (bench/bdm_numpy.py), float32 ${SIDE}×${SIDE}`);
const { status, stdout } = spawnSync('python3', [new URL('bdm_numpy.py', import.meta.url).pathname, String(SIDE)]);
if (status === 0) {
  const numpy = Number(stdout);
  row('BDM, vectorised', ms(numpy), `ours ${(numpy / counted).toFixed(0)} times as fast`);
} else console.log('skipped: python3-numpy is not installed');
if (Number.isNaN(checksum)) throw new Error('a sum went wrong');

/** Tensors of 4096×4096 normally distributed weights' signs and sizes, drawn once. */
async function writeCheckpoint(path) {
  const tensors = Math.max(1, Math.round(MEGABYTES / 64));
  const header = {};
  for (let i = 0; i < tensors; i++) {
    const start = i * weights.byteLength;
    header[`layer${i}.weight`] = {
      dtype: 'F32',
      shape: [SIDE, SIDE],
      data_offsets: [start, start + weights.byteLength],
    };
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = await open(path, 'w');
  await file.write(length);
  await file.write(json);
  for (let i = 0; i < tensors; i++) await file.write(weights);
  await file.close();
}

async function readBare(path) {
  const file = await open(path);
  const piece = new Uint8Array(1 << 20);
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(piece, 0, piece.length, position);
    if (bytesRead === 0) break;
    position += bytesRead;
  }
  await file.close();
}
