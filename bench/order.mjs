/**
 * How good the canonical order is, and how fast. Run after `npm start`: node bench/order.mjs [folder] [runs]
 *
 * Quality is the BDM of the first layer's weights of finished runs: as stored, in random orders, in the canonical one,
 * in the best of many paths with ties broken at random, and after simulated annealing that exchanges rows and columns
 * with BDM itself as the objective. Small matrices are compared with all of their orders.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BlockHistogram, bdm } from '../dist/bdm/index.js';
import { loadTable } from '../dist/ctm/index.js';
import { canonicalOrder, randomOrders, reordered } from '../dist/order/index.js';
import { below, inOrder, randomStream, shuffle, uniform } from '../dist/random.js';
import { unpackBits } from '../dist/study/run/pack.js';
import { decodeRunFile } from '../dist/study/run/runFile.js';
import { median, row } from './print.mjs';

const [folder = 'runs/quickstart', runs = '10'] = process.argv.slice(2);
const RESTARTS = 64;
const EXCHANGES = 60_000;
const TEMPERATURES = { first: 20, last: 0.3 };

const ctm = (await loadTable()).values({ rows: 4, columns: 4 });
const files = readdirSync(folder).filter((name) => name.startsWith('run-'));
const weights = [];
for (const file of files.toSorted().slice(0, Number(runs))) {
  const { result } = await decodeRunFile(readFileSync(join(folder, file)));
  weights.push(result.weights[0]);
}
if (weights.length === 0) throw new Error(`${folder} has no finished runs`);

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const bdmOf = ({ bits, rows, columns }) => bdm(new BlockHistogram().addMatrix(bits, rows, columns), ctm);
const inOrderOf = (one, order) => ({ ...one, bits: reordered(one.bits, one.columns, order) });
const canonical = (one) => inOrderOf(one, canonicalOrder(one.bits, one.rows, one.columns));

/** Changing the names changes nothing but how ties are broken, were it not for canonical names: these are drawn. */
function restarted(one, random) {
  const noise = { rows: inOrder(one.rows), columns: inOrder(one.columns) };
  shuffle(noise.rows, random);
  shuffle(noise.columns, random);
  const renamed = inOrderOf(one, noise);
  // A row and a column of noise, far too few to matter for distances, give other names.
  const wide = widened(renamed, random);
  const order = canonicalOrder(wide.bits, wide.rows, wide.columns);
  return inOrderOf(renamed, {
    rows: order.rows.filter((i) => i < one.rows),
    columns: order.columns.filter((j) => j < one.columns),
  });
}

function widened({ bits, rows, columns }, random) {
  const wide = new Uint8Array((rows + 1) * (columns + 1)).map(() => below(random, 2));
  for (let i = 0; i < rows; i++) wide.set(bits.subarray(i * columns, (i + 1) * columns), i * (columns + 1));
  return { bits: wide, rows: rows + 1, columns: columns + 1 };
}

/** Least BDM that exchanges of two rows or two columns find, worse ones taken with the probability of their temperature. */
function annealed(one, random) {
  const order = { rows: inOrder(one.rows), columns: inOrder(one.columns) };
  let current = bdmOf(one);
  let least = current;
  for (let k = 0; k < EXCHANGES; k++) {
    const temperature = TEMPERATURES.first * (TEMPERATURES.last / TEMPERATURES.first) ** (k / EXCHANGES);
    const side = below(random, one.rows + one.columns) < one.rows ? order.rows : order.columns;
    const [i, j] = [below(random, side.length), below(random, side.length)];
    const exchange = () => {
      [side[i], side[j]] = [side[j], side[i]];
    };
    exchange();
    const next = bdmOf(inOrderOf(one, order));
    if (next <= current || uniform(random) < Math.exp((current - next) / temperature)) current = next;
    else exchange();
    least = Math.min(least, current);
  }
  return least;
}

function* permutations(values) {
  if (values.length < 2) yield values;
  for (let i = 0; i < values.length; i++) {
    for (const rest of permutations(values.filter((_, j) => j !== i))) yield [values[i], ...rest];
  }
}

console.log(`BDM of ${weights.length} first layers of ${folder}, in bits (means)`);
for (const when of ['start', 'best']) {
  const matrices = weights.map(({ [when]: packed }) => ({ ...packed, bits: unpackBits(packed) }));
  const random = randomStream(1, 0);
  const show = (name, value) => row(`${when}: ${name}`, mean(matrices.map(value)).toFixed(0));
  show('stored', bdmOf);
  show('random orders', (one) =>
    mean(randomOrders(one.rows, one.columns, 8).map((order) => bdmOf(inOrderOf(one, order)))),
  );
  show('canonical', (one) => bdmOf(canonical(one)));
  const restarts = matrices.map((one) => Array.from({ length: RESTARTS }, () => bdmOf(restarted(one, random))));
  row(
    `${when}: ${RESTARTS} paths, mean and deviation`,
    `${mean(restarts.map(mean)).toFixed(0)} ± ${mean(restarts.map(deviation)).toFixed(0)}`,
  );
  row(`${when}: ${RESTARTS} paths, the best`, mean(restarts.map((values) => Math.min(...values))).toFixed(0));
  const some = matrices.slice(0, 3);
  row(
    `${when}: annealed from the canonical`,
    mean(some.map((one) => annealed(canonical(one), random))).toFixed(0),
    `${some.length} runs, ${EXCHANGES} exchanges`,
  );
}

function deviation(values) {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

console.log('\n8×4 pieces of kept weights against all 8!·4! orders: BDM, in bits (means over 10)');
const pieces = weights.slice(0, 10).map(({ best }) => {
  const bits = unpackBits(best);
  return {
    rows: 8,
    columns: 4,
    bits: Uint8Array.from({ length: 32 }, (_, i) => bits[Math.floor(i / 4) * best.columns + 44 + (i % 4)]),
  };
});
const all = pieces.map((one) => {
  const values = [];
  for (const rows of permutations([...inOrder(8)])) {
    for (const columns of permutations([...inOrder(4)])) {
      const codes = [0, 4].map((top) => {
        let code = 0;
        for (let i = top; i < top + 4; i++)
          for (const column of columns) code = 2 * code + one.bits[4 * rows[i] + column];
        return code;
      });
      values.push(codes[0] === codes[1] ? ctm[codes[0]] + 1 : ctm[codes[0]] + ctm[codes[1]]);
    }
  }
  const found = bdmOf(canonical(one));
  return {
    least: values.reduce((a, b) => Math.min(a, b)),
    mean: mean(values),
    found,
    below: values.filter((v) => v < found).length / values.length,
  };
});
row('least', mean(all.map(({ least }) => least)).toFixed(2));
row(
  'canonical',
  mean(all.map(({ found }) => found)).toFixed(2),
  `${(100 * mean(all.map(({ below }) => below))).toFixed(0)} % of orders are below`,
);
row('mean', mean(all.map((one) => one.mean)).toFixed(2));

console.log('\nTime of a canonical order (medians)');
for (const [rows, columns, times] of [
  [32, 100, 400],
  [64, 128, 200],
  [128, 100, 200],
  [1024, 1024, 5],
  [4096, 4096, 3],
]) {
  const random = randomStream(2, 0);
  const bits = new Uint8Array(rows * columns).map(() => below(random, 2));
  const taken = Array.from({ length: times }, () => {
    const start = performance.now();
    canonicalOrder(bits, rows, columns);
    return performance.now() - start;
  });
  row(`${rows} × ${columns}`, `${median(taken).toFixed(median(taken) < 10 ? 2 : 0)} ms`);
}
