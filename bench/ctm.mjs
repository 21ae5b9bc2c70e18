/**
 * Nodes of the lazy tree per second, on one thread and on two, and the scaling between them: the whole 2-D n=4 tree
 * at cut-off 500, several times in turn, medians. Needs a build (`npm run setup`). Usage: node bench/ctm.mjs [rounds]
 */
import { buildTable } from '../dist/engine/tables.js';

const ROUNDS = Number(process.argv[2] ?? 5);
const SPACE = { dims: 2, states: 4, symbols: 2 };
const rates = { 1: [], 2: [] };

for (let round = 0; round < ROUNDS; round++) {
  for (const threads of [1, 2]) {
    const { nodes, seconds } = await buildTable(SPACE, { cutoff: 500, threads });
    rates[threads].push(nodes / seconds);
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const [one, two] = [median(rates[1]), median(rates[2])];
const scalings = rates[2].map((rate, round) => rate / rates[1][round]);
console.log(`1 thread    ${(one / 1e6).toFixed(2)} million nodes/s`);
console.log(`2 threads   ${(two / 1e6).toFixed(2)} million nodes/s`);
console.log(`scaling     ${median(scalings).toFixed(2)} (median of ${ROUNDS} pairs)`);
