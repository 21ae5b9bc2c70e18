/**
 * Training and measuring: optimiser steps per second, what measuring adds to them, the dense products' rates, and the same
 * networks in PyTorch where python3 has it (Debian: python3-torch; another interpreter by PYTHON=…). One thread each;
 * medians of rounds in turn. Needs a build (`npm run setup`). Usage: node bench/training.mjs [rounds]
 */
import { codePlaces } from '../dist/bdm/index.js';
import { loadTable } from '../dist/ctm/index.js';
import { seriesNamed } from '../dist/measures/index.js';
import { codesLength, packedLength, roomLength } from '../dist/nn/backend/backend.js';
import { buildModel, onSimd, release } from '../dist/nn/index.js';
import { randomStream, uniform } from '../dist/random.js';
import { NetworkMeasures } from '../dist/study/run/measures.js';
import { median, row } from './print.mjs';
import { hasPytorch, inWords, SKIPPED, startScript } from './pytorch.mjs';
import { quickstart } from './quickstart.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
const { network: NETWORK, training: TRAINING } = await quickstart(1, 2);
const SMALL = { inputs: 100, hidden: [32, 16], batch: 64, steps: 4000 };
const LARGE = { inputs: 784, hidden: [512, 512], batch: 128, steps: 60 };
const table = await loadTable();

/** Steps per second on random pictures, as the training loop takes them; `measured`: BDM and entropy at each. */
function stepsPerSecond({ inputs, hidden, batch, steps }, measured) {
  const random = randomStream(1, 0);
  const options = { ...TRAINING, batchSize: batch };
  const { model, codes } = onSimd((backend) => {
    const model = buildModel(backend, [inputs], 10, { ...NETWORK, hidden }, options);
    const places = model.network.matrices.map(({ outputs, inputs }) => codePlaces(outputs, inputs));
    return { model, codes: places.map((length) => backend.allocate(length)) };
  });
  const { network, loss, optimizer } = model;
  network.initialise(random);
  const count = 2048;
  const x = Float32Array.from({ length: count * inputs }, () => uniform(random));
  const labels = Uint8Array.from({ length: batch }, (_, i) => i % 10);
  const series = ['bdm', 'blockEntropy'].map((name) => seriesNamed(name));
  const sampling = { sampleEvery: 20, stepsPerEpoch: Math.ceil(count / batch), floatBits: null };
  const measures = new NetworkMeasures({ series, tables: { '2d-n5': table }, ...sampling }, network.matrices, {
    codes,
  });
  const start = performance.now();
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < batch; i++) {
      const example = (step * batch + i) % count;
      network.input.set(x.subarray(example * inputs, (example + 1) * inputs), i * inputs);
    }
    loss.loss(network.forward(batch, true), labels, batch);
    if (measured) measures.record(step);
    network.backward(loss.gradient, batch);
    optimizer.step(TRAINING.learningRate);
    network.refresh();
  }
  return steps / ((performance.now() - start) / 1000);
}

/**
 * Operations (multiplications and additions) per nanosecond of a product A [m × k] · B [k × n]: of floats, of floats with
 * signs by tables, of packed signs; what is done once a step with B beforehand, with A in it.
 */
function productRate(kind, m, k, n) {
  const { backend, a, b, c, packedA, packedB, codes, room } = onSimd((backend) => ({
    backend,
    a: backend.allocate(m * k),
    b: backend.allocate(n * k),
    c: backend.allocate(m * n),
    packedA: backend.allocate(m * packedLength(k)),
    packedB: backend.allocate(n * packedLength(k)),
    codes: backend.allocate(codesLength(k, n)),
    room: backend.allocate(roomLength(k, n)),
  }));
  for (const values of [a, b]) for (let i = 0; i < values.length; i++) values[i] = i % 3 === 0 ? 1 : -1;
  backend.packSigns(b, packedB, n, k);
  backend.codesOfRows(b, codes, k, n);
  const products = {
    floats: () => backend.timesTransposed(a, b, c, m, k, n),
    tables: () => backend.timesSigns(a, codes, c, m, k, n, room),
    packed() {
      backend.packSigns(a, packedA, m, k);
      backend.binaryTimesTransposed(packedA, packedB, c, m, k, n);
    },
  };
  const times = Math.ceil(1.6e9 / (m * k * n));
  const start = performance.now();
  for (let i = 0; i < times; i++) products[kind]();
  const rate = (times * 2 * m * k * n) / ((performance.now() - start) * 1e6);
  release(a);
  return rate;
}

const theirs = hasPytorch() ? await startScript('training_pytorch.py') : null;
const theirRate = (network, steps) => theirs.ask(JSON.stringify({ ...network, steps }));
const tasks = {
  small: () => stepsPerSecond(SMALL, false),
  smallMeasured: () => stepsPerSecond(SMALL, true),
  ...(theirs && { smallTheirs: () => theirRate(SMALL, SMALL.steps / 4) }),
  large: () => stepsPerSecond(LARGE, false),
  largeMeasured: () => stepsPerSecond(LARGE, true),
  ...(theirs && { largeTheirs: () => theirRate(LARGE, LARGE.steps) }),
  floats: () => productRate('floats', 128, 784, 512),
  tables: () => productRate('tables', 128, 784, 512),
  packed: () => productRate('packed', 128, 784, 512),
  smallFloats: () => productRate('floats', 64, 100, 32),
  smallTables: () => productRate('tables', 64, 100, 32),
};
const rates = Object.fromEntries(Object.keys(tasks).map((name) => [name, []]));
for (let round = -1; round < ROUNDS; round++) {
  for (const [name, task] of Object.entries(tasks)) {
    const rate = await task();
    if (round >= 0) rates[name].push(rate);
  }
}
theirs?.end();

function rateRow(label, name, unit, note) {
  row(label, `${median(rates[name]).toFixed(0)} ${unit}`, note);
}
const ratio = (name, to) => median(rates[name].map((rate, round) => rate / rates[to][round]));
const share = (plain, measured) => `measuring takes ${(100 * (1 - ratio(measured, plain))).toFixed(1)} % of it`;

rateRow('100-32-16-10, batch 64', 'small', 'steps/s');
rateRow('  with BDM and block entropy', 'smallMeasured', 'steps/s', share('small', 'smallMeasured'));
rateRow('784-512-512-10, batch 128', 'large', 'steps/s');
rateRow('  with BDM and block entropy', 'largeMeasured', 'steps/s', share('large', 'largeMeasured'));
const faster = (fast, slow) => `${ratio(fast, slow).toFixed(2)} times as fast`;
rateRow('product 128×784×512 of floats', 'floats', 'GFLOP/s');
rateRow('  of floats with signs, by tables', 'tables', 'GFLOP/s', faster('tables', 'floats'));
rateRow('  of signs, packing included', 'packed', 'GOP/s');
rateRow('product 64×100×32 of floats', 'smallFloats', 'GFLOP/s');
rateRow('  of floats with signs, by tables', 'smallTables', 'GFLOP/s', faster('smallTables', 'smallFloats'));
if (theirs) {
  console.log(inWords(theirs.about));
  const times = (ours, theirs) => `ours ${ratio(ours, theirs).toFixed(2)} times as many, the median of rounds`;
  rateRow('PyTorch: 100-32-16-10', 'smallTheirs', 'steps/s', times('small', 'smallTheirs'));
  rateRow('PyTorch: 784-512-512-10', 'largeTheirs', 'steps/s', times('large', 'largeTheirs'));
} else console.log(SKIPPED);
